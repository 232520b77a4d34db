import ArgumentParser
import FrankenCommands
import FrankenFiles
import FrankenZoo

struct LockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Write down which bundles are installed, by digest.",
        discussion: """
            The file names bundles and encoders with digests and sources; `zoo sync` makes another \
            machine the same. Imported backbones are left out.

            Examples:
              zoo lock -o zoo.lock
              zoo lock swin-b resnet50 -o zoo.lock
            """
    )

    @Argument(help: "Which bundles; all installed ones without any.")
    var references: [String] = []

    @Option(name: .shortAndLong, help: "The file to write; \(Outputs.help)", completion: .file())
    var output = OutputTarget(argument: "zoo.lock")

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print the lock, which is JSON, and write no file.")
    var json = false

    func run() throws {
        let lock = try zoo.open().lock(references)
        if json { return try JSONOutput.print(lock) }
        try lock.save(to: output)
        Terminal.note("wrote \(output)")
        for bundle in lock.bundles {
            if bundle.source.hasPrefix("/") || bundle.source == "-" {
                Terminal.note(
                    "\(bundle.reference) came from '\(bundle.source)', which other machines may not "
                        + "have; they ask the indexes then"
                )
            }
            try Terminal.print("\(bundle.reference)@\(bundle.manifest)", besides: output)
        }
    }
}
