import ArgumentParser
import FrankenCommands
import FrankenPlugins
import FrankenZoo

struct PluginAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add blueprint files, after building every graph that they declare.",
        discussion: """
            Of a folder all files *.json are added, or none.

            Examples:
              zoo plugin add resnet14.json
              zoo plugin add my-blueprints --replace
            """
    )

    @Argument(help: "A blueprint or decoder file, or a folder of them.", completion: .file())
    var path: String

    @Flag(help: "Replace files of the same names.")
    var replace = false

    @OptionGroup var zoo: ZooArguments

    func run() throws {
        for file in try zoo.open().shelf.add(path, isReplacing: replace) {
            try Terminal.print(file.summary)
        }
    }
}

extension PluginFile {
    /// One line: the name, the code it is for, what it brings.
    var summary: String { ([name, builder] + relatives + recipes).joined(separator: "  ") }
}
