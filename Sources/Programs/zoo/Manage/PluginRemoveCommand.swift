import ArgumentParser
import FrankenCommands
import FrankenPlugins
import FrankenZoo

struct PluginRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove blueprint files that were added.",
        discussion: """
            Bundles stay: they carry their graphs. Files of ZOO_BLUEPRINTS are not touched.

            Examples:
              zoo plugin rm resnet14.json
            """
    )

    @Argument(help: "Names of files, as in `zoo plugin list`.")
    var names: [String]

    @OptionGroup var zoo: ZooArguments

    func run() throws {
        let shelf = try zoo.open().shelf
        for name in names {
            let (path, orphans) = try shelf.remove(name)
            try Terminal.print("removed \(path)")
            KnownBlueprints.note(orphans)
        }
    }
}
