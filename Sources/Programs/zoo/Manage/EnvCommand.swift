import ArgumentParser
import FrankenCommands
import FrankenFiles
import FrankenStore
import FrankenZoo

struct EnvCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env",
        abstract: "Show the variables that zoo reads, and what they come to.",
        discussion: """
            Secrets are not shown, only whether they are set. Indexes can be named in remotes.json \
            as well, in the folder of XDG_CONFIG_HOME; Zoo/formats/index.md says how.

            Examples:
              zoo env
              zoo env --json
            """
    )

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let opened = try zoo.open()
        let variables = ZooVariable.all(
            ProcessEnvironment.all,
            directories: opened.directories,
            index: try opened.remotes().all.first?.index
        )
        if json { return try JSONOutput.print(Answer(variables)) }
        let width = variables.map(\.name.count).max() ?? 0
        for variable in variables {
            let blanks = String(repeating: " ", count: width - variable.name.count)
            let value = variable.value.map { "=\($0)" } ?? ""
            let resolved = variable.resolved.map { $0.isEmpty ? "" : "  -> \($0)" } ?? ""
            try Terminal.print(
                variable.name + blanks + value + resolved + "  (\(variable.meaning))"
            )
        }
    }

    private struct Answer: Encodable {
        struct Variable: Encodable {
            let name: String
            let value: String?
            let resolved: String?
            let meaning: String
        }

        let schema = "zoo.env/1"
        let variables: [Variable]

        init(_ variables: [ZooVariable]) {
            self.variables = variables.map {
                Variable(
                    name: $0.name,
                    value: $0.value,
                    resolved: $0.resolved,
                    meaning: $0.meaning
                )
            }
        }
    }
}
