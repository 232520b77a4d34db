import ArgumentParser
import FrankenCommands
import FrankenFailures
import FrankenTrust
import FrankenZoo

struct TrustForgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Forget the key and version that a name is pinned to.",
        discussion: "Examples:\n  zoo trust forget swin-b\n  zoo trust forget index/zoo"
    )

    @Argument(help: "The name of a bundle, or index/NAME.")
    var name: String

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let trust = try zoo.open().trust
        guard try trust.pins().contains(where: { $0.name == name }) else {
            throw Failure("Nothing is pinned for '\(name)'. See zoo trust list.", .notFound)
        }
        try trust.forget(name)
        try TrustChange(did: "forgot", name: name).print(json: json)
    }
}
