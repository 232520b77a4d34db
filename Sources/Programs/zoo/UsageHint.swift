import ArgumentParser
import FrankenFiles
import FrankenTaxonomy

/// A usage error in two lines: what is wrong, and where help is.
enum UsageHint {
    /// Puts the two lines together.
    ///
    /// - Parameter message: The argument parser's words for what is wrong.
    /// - Returns: A failure with exit code 64.
    static func failure(_ message: String) -> Failure {
        let commands = ZooCommand.configuration.subcommands.filter {
            $0.configuration.shouldDisplay
        }
        .map { $0._commandName }
        let first = ProcessArguments.all.dropFirst().first ?? ""
        guard !first.isEmpty, !first.hasPrefix("-") else { return hint(message, "zoo --help") }
        let known = ZooCommand.configuration.subcommands.map { $0._commandName }
        if known.contains(first) { return hint(message, "zoo \(first) --help") }
        let suggester = Suggester(commands.map { .init(name: $0, spellings: [$0]) })
        let close = suggester.suggestions(for: first, limit: 1)
        let question = close.first.map { " Did you mean `zoo \($0)`?" } ?? ""
        return hint("There is no command '\(first.prefix(40))'.\(question)", "zoo --help")
    }

    private static func hint(_ message: String, _ command: String) -> Failure {
        Failure("\(message)\nRun `\(command)` for what is possible.", Failure.usage)
    }
}
