import ArgumentParser
import FrankenTrust
import FrankenZoo

struct TrustAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a public key to the ring.",
        discussion: "Examples:\n  zoo trust add zoo.pub --name release\n"
            + "  zoo trust add RWQf6LRCGA9i5… --name release"
    )

    @Argument(
        help: "A .pub file, or the line that is in it.",
        completion: .file(extensions: ["pub"])
    )
    var key: String

    @Option(help: "What to call it in rules.")
    var name: String

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let trust = try zoo.open().trust
        let key = try (try? PublicKey(text: key)) ?? PublicKey.load(key)
        try trust.changePolicy { policy throws(TrustError) in
            try policy.add(key: key, name: name)
        }
        try TrustChange(did: "added", name: name, key: key).print(json: json)
    }
}
