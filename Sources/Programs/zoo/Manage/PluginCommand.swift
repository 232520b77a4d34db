import ArgumentParser
import FrankenPlugins
import FrankenZoo

struct PluginCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "More backbones from blueprint files, and commands that are programs.",
        discussion: """
            A blueprint file adds relatives of a family, a decoder file adds decoders: see \
            Blueprints/README.md. Files that are added lie in the zoo's folder, in `blueprints`; \
            ZOO_BLUEPRINTS may name more files and folders. A file that is wrong is left out and \
            named, with line and reason.

            An executable zoo-NAME beside zoo, in $XDG_DATA_HOME/zoo/commands or on PATH adds the \
            command `zoo NAME`.

            Examples:
              zoo plugin add resnet14.json
              zoo plugin list
              zoo plugin rm resnet14.json
            """,
        subcommands: [PluginListCommand.self, PluginAddCommand.self, PluginRemoveCommand.self]
    )
}
