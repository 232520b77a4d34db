import Foundation
import Testing

@Suite("Help and version", .serialized)
struct HelpTests {
    private static let commands = [
        "list", "show", "classify", "evaluate", "bench", "logits", "prepare", "pack", "export",
        "push", "pull", "keygen", "sign", "trust", "lock", "sync", "index",
    ]

    @Test("Every command has help with its usage", arguments: commands)
    func help(command: String) throws {
        let asked = try ZooProcess.run([command, "--help"])
        #expect(asked.status == 0 && asked.errors.isEmpty)
        #expect(asked.output.contains("USAGE: zoo \(command)"))
        #expect(try ZooProcess.run(["help", command]).output == asked.output)
    }

    @Test("Without a command the help lists the commands and the exit codes")
    func overview() throws {
        let asked = try ZooProcess.run(["--help"])
        #expect(asked.status == 0 && asked.errors.isEmpty)
        for command in Self.commands.prefix(5) {
            // A name, or a name and its other ones.
            let lines = ["\n  \(command) ", "\n  \(command), "]
            #expect(lines.contains { asked.output.contains($0) }, "\(command)")
        }
        for code in [
            "0 ", "64", "65", "66", "69", "70", "73", "74", "75", "76", "77", "78", "79", "80",
            "130",
        ] {
            #expect(asked.output.contains("\n  \(code) "))
        }
        #expect(!asked.output.contains("logits") && !asked.output.contains("prepare"))
        #expect(try ZooProcess.run([]).output == asked.output)
    }

    @Test("Commands stand in groups, those of the trainer among them")
    func groups() throws {
        let text = try ZooProcess.run(["--help"]).output
        let titles = ["USE", "MANAGE", "MAKE AND SHARE", "MEASURE", "DEVELOP"]
        let places = titles.map { text.range(of: "\($0) SUBCOMMANDS:")?.lowerBound }
        #expect(places.allSatisfy { $0 != nil }, "\(text)")
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
        for command in ["train", "finetune-decoder", "experiment"] {
            #expect(text.contains("\n  \(command) "))
        }
    }

    @Test(
        "Help on what is not there is wrong usage, with what was probably meant",
        arguments: [
            ["help", "isntall"], ["help", "trust", "lsit"], ["isntall", "--help"],
            ["help", "nosuch"],
        ]
    )
    func unknownTopic(words: [String]) throws {
        let outcome = try ZooProcess.run(words)
        #expect(outcome.status == 64 && outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("zoo: There is no command '"))
        if words.contains("isntall") { #expect(outcome.errors.contains("`zoo install`")) }
        if words.contains("lsit") { #expect(outcome.errors.contains("`zoo trust list`")) }
    }

    @Test("The version is three numbers and nothing else")
    func version() throws {
        let outcome = try ZooProcess.run(["--version"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }
}
