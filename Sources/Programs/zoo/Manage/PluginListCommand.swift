import ArgumentParser
import FrankenBlueprint
import FrankenCommands
import FrankenFailures
import FrankenFiles
import FrankenPlugins
import FrankenStore
import FrankenZoo

struct PluginListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List commands that are programs, and blueprint files with what they bring.",
        discussion: "Exit code 65 when a blueprint file is left out.",
        aliases: ["ls"]
    )

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let programs = CommandFolders.standard.programs(except: ExternalCommand.ownCommands)
        let files = try files()
        if json {
            try JSONOutput.print(Answer(programs, files))
        } else {
            try print(programs, files)
        }
        if !files.problems.isEmpty { throw Failure(nil, .badInput) }
    }

    /// Programs need no zoo, so they are listed also where nobody knows where it is.
    private func files() throws -> PluginBlueprints {
        if zoo.home != nil { return try zoo.open().plugins }
        return try BlueprintShelf(environment: ProcessEnvironment.all).read()
    }

    private func print(
        _ programs: [CommandFolders.Program],
        _ files: PluginBlueprints
    ) throws {
        let rows =
            programs.map { [$0.name, $0.path] }
            + files.files.map { file in
                [
                    file.name, file.path, file.builder,
                    (file.relatives + file.decoders).joined(separator: " "),
                ]
            }
        let width = rows.map { $0[0].count }.max() ?? 0
        for row in rows {
            let padding = String(repeating: " ", count: width - row[0].count)
            try Terminal.print(row[0] + padding + "  " + row.dropFirst().joined(separator: "  "))
        }
        if rows.isEmpty, files.problems.isEmpty {
            Terminal.note("No blueprint file was added, and no program adds a command.")
        }
        KnownBlueprints.note(files.problems)
    }

    /// `zoo plugin list --json`.
    private struct Answer: Encodable {
        struct Program: Encodable {
            let name: String
            let path: String
        }

        struct File: Encodable {
            let name: String
            let path: String
            let builder: String
            let relatives: [String]
            let decoders: [String]
        }

        struct Problem: Encodable {
            let path: String
            let message: String
            let line: Int?
            let column: Int?
        }

        let schema = "zoo.plugins/2"
        let commands: [Program]
        let blueprints: [File]
        let problems: [Problem]

        init(_ programs: [CommandFolders.Program], _ files: PluginBlueprints) {
            commands = programs.map { Program(name: $0.name, path: $0.path) }
            blueprints = files.files.map {
                File(
                    name: $0.name,
                    path: $0.path,
                    builder: $0.builder,
                    relatives: $0.relatives,
                    decoders: $0.decoders
                )
            }
            problems = files.problems.map {
                Problem(
                    path: $0.path,
                    message: $0.message,
                    line: $0.cause?.line,
                    column: $0.cause?.column
                )
            }
        }
    }
}
