import ArgumentParser
import FrankenCommands
import FrankenFailures
import FrankenFiles
import FrankenTaxonomy

/// A usage error in two lines: what is wrong, and where help is.
enum UsageHint {
    /// Puts the two lines together.
    ///
    /// - Parameter message: The argument parser's words for what is wrong.
    /// - Returns: A failure with exit code 64.
    static func failure(_ message: String) -> Failure {
        let first = ProcessArguments.all.dropFirst().first ?? ""
        let command = ZooCommand.command(named: first)
        return hint(message, command.map { "zoo \($0._commandName) --help" } ?? "zoo --help")
    }

    /// Nobody has a command of that name.
    ///
    /// - Parameters:
    ///   - name: What was typed.
    ///   - parent: The command that was to have it.
    /// - Returns: A failure with exit code 64, and the name that was probably meant.
    static func unknownCommand(
        _ name: String,
        of parent: any ParsableCommand.Type = ZooCommand.self
    ) -> Failure {
        let path = parent == ZooCommand.self ? "zoo" : "zoo \(parent._commandName)"
        let names = parent.configuration.subcommands.filter { $0.configuration.shouldDisplay }
            .map { $0._commandName }
        let suggester = Suggester(names.map { .init(name: $0, spellings: [$0]) })
        let close = suggester.suggestions(for: name, limit: 1)
        let question = close.first.map { " Did you mean `\(path) \($0)`?" } ?? ""
        return hint("There is no command '\(name.prefix(40))'.\(question)", "\(path) --help")
    }

    private static func hint(_ message: String, _ command: String) -> Failure {
        Failure("\(message)\nRun `\(command)` for what is possible.", .usage)
    }
}

extension ParsableCommand {
    /// The command below this one that answers to a name.
    static func command(named name: String) -> (any ParsableCommand.Type)? {
        configuration.subcommands.first {
            $0._commandName == name || $0.configuration.aliases.contains(name)
        }
    }
}
