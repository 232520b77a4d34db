import ArgumentParser

struct PluginCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "Commands that are programs of their own.",
        discussion: """
            An executable zoo-NAME beside zoo, in $XDG_DATA_HOME/zoo/plugins or on PATH adds the \
            command `zoo NAME`.
            """,
        subcommands: [List.self]
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List them.")

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let known = Set(ZooCommand.configuration.subcommands.map { $0._commandName })
            let plugins = PluginFolders.standard.plugins(except: known)
            if json {
                return try JSONOutput.print(Answer(plugins))
            }
            let width = plugins.map { $0.name.count }.max() ?? 0
            for plugin in plugins {
                let padding = String(repeating: " ", count: width - plugin.name.count)
                try Terminal.print("\(plugin.name)\(padding)  \(plugin.path)")
            }
            if plugins.isEmpty { Terminal.note("There are no plugins.") }
        }
    }

    /// `zoo plugin list --json`.
    private struct Answer: Encodable {
        struct Plugin: Encodable {
            let name: String
            let path: String
        }

        let schema = "zoo.plugins/1"
        let plugins: [Plugin]

        init(_ plugins: [PluginFolders.Plugin]) {
            self.plugins = plugins.map { Plugin(name: $0.name, path: $0.path) }
        }
    }
}
