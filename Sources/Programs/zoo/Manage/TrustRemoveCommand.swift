import ArgumentParser
import FrankenTrust
import FrankenZoo

struct TrustRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a key out of the ring and out of all rules.",
        discussion: "Examples:\n  zoo trust remove release"
    )

    @Argument(help: "What the key is called.")
    var name: String

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try zoo.open().trust.changePolicy { policy throws(TrustError) in
            try policy.removeKey(named: name)
        }
        try TrustChange(did: "removed", name: name).print(json: json)
    }
}
