import Foundation
import Testing

/// What a program takes, as it tells itself.
struct CommandTree: Decodable, Sendable {
    struct Argument: Decodable, Sendable {
        struct Name: Decodable, Sendable {
            let kind: String
            let name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        let kind: String
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
    }

    private struct File: Decodable {
        let command: CommandTree
    }

    let commandName: String
    let aliases: [String]?
    let arguments: [Argument]?
    let subcommands: [CommandTree]?

    /// Asks a program beside `zoo`; `nil` where it was not built.
    static func of(_ program: String) throws -> CommandTree? {
        guard FileManager.default.isExecutableFile(atPath: try ZooProcess.path(of: program).path)
        else {
            return nil
        }
        let outcome = try ZooProcess.run(["--experimental-dump-help"], program: program)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try JSONDecoder().decode(File.self, from: Data(outcome.output.utf8)).command
    }

    subscript(name: String) -> CommandTree? {
        subcommands?.first { $0.commandName == name || $0.aliases?.contains(name) == true }
    }

    /// Every option of this command and of those below.
    var options: Set<String> {
        let own = (arguments ?? []).flatMap { $0.names ?? [] }.map(\.text)
        return (subcommands ?? []).reduce(into: Set(own)) { $0.formUnion($1.options) }
            .union(["--help", "--version", "-h"])
    }

    /// Why words are no command line of this command.
    ///
    /// - Parameters:
    ///   - words: What follows the command's name.
    ///   - isWhole: Whether nothing may be missing; a name alone is a mention.
    /// - Returns: `nil` when they are one.
    func fault(of words: [String], isWhole: Bool) -> String? {
        if let first = words.first, let next = self[first] {
            return next.fault(of: Array(words.dropFirst()), isWhole: isWhole)
        }
        let known = arguments ?? []
        var left = known.filter { $0.kind == "positional" }
        var given: Set<String> = []
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word != "-" else {
                guard let next = left.first else { return "takes no '\(word)'" }
                given.insert("positional \(left.count)")
                if !next.isRepeating { left.removeFirst() }
                if next.isRepeating { given.insert("repeating") }
                continue
            }
            if ["--help", "-h", "--version"].contains(word) { return nil }
            let name = String(word.prefix { $0 != "=" })
            guard
                let option = known.first(where: { $0.names?.contains { $0.text == name } ?? false })
            else { return "has no \(name)" }
            given.formUnion((option.names ?? []).map(\.text))
            guard option.kind == "option", !word.contains("=") else { continue }
            guard rest.popFirst() != nil else { return isWhole ? "\(name) needs a value" : nil }
        }
        guard isWhole, !words.isEmpty, !words.contains(where: { $0.hasPrefix("…") }) else {
            return nil
        }
        if let missing = left.first(where: { !$0.isOptional }),
            !(missing.isRepeating && given.contains("repeating"))
        {
            return "lacks an argument"
        }
        let lacking = known.first { argument in
            argument.kind == "option" && !argument.isOptional
                && !(argument.names ?? []).contains { given.contains($0.text) }
        }
        return lacking.map { "lacks \($0.names?.first?.text ?? "an option")" }
    }
}
