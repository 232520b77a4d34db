import Foundation

/// A command line, or the beginning of one, that a text tells people to type.
struct Hint: Sendable, Hashable {
    let program: String
    let words: [String]
    /// Whether it is to be typed as it stands: a line of its own, or what follows a colon.
    ///
    /// What stands in quotation marks may be the beginning only.
    let isWhole: Bool
    /// Whether it can only be meant as a command, and is no part of a sentence.
    let isCommand: Bool
}

/// Finds what texts tell people to type.
enum HintScanner {
    /// The commands in a text of ours.
    static func hints(in text: String) -> [Hint] {
        var hints: [Hint] = []
        let nsText = text as NSString
        for match in command.matches(in: text, range: NSRange(0..<nsText.length)) {
            let range = match.range(withName: "command")
            let start = range.location
            let before = start == 0 ? "\n" : nsText.substring(with: NSRange((start - 1)..<start))
            let rest = nsText.substring(from: start)
            let line = String(rest.prefix { $0 != "\n" })
            switch before {
            case "`": hints += hint(line.prefix { $0 != "`" }, isWhole: false, isCommand: true)
            case "'" where closes(line):
                hints += hint(line.prefix { $0 != "'" }, isWhole: false, isCommand: true)
            case _ where isLineStart(nsText, start) && !isProse(line):
                hints += hint(line[...], isWhole: true, isCommand: true)
            default:
                let isNext = nsText.substring(to: start).hasSuffix(": ")
                hints += hint(clause(line), isWhole: isNext, isCommand: isNext)
            }
        }
        return hints
    }

    /// The options in a text, with whether another program's name stands before them.
    static func options(in text: String) -> Set<String> {
        var found: Set<String> = []
        for line in text.split(separator: "\n") where !isForeign(line) {
            let string = String(line)
            let nsLine = string as NSString
            for match in option.matches(in: string, range: NSRange(0..<nsLine.length)) {
                found.insert(nsLine.substring(with: match.range))
            }
        }
        return found
    }

    private static let command = expression(
        #"(?<![\w/.$-])(?<command>zoo(-train|-encode)? +[a-z-][\w-]*)"#
    )
    private static let option = expression(#"(?<![\w-])--[a-z][a-z0-9-]*[a-z0-9]"#)

    private static func expression(_ pattern: String) -> NSRegularExpression {
        guard let made = try? NSRegularExpression(pattern: pattern) else {
            preconditionFailure("'\(pattern)' is no regular expression")
        }
        return made
    }

    /// Whether a line is about a program of somebody else.
    private static func isForeign(_ line: Substring) -> Bool {
        [
            "Tools/", "swift ", "git ", "apt", "cosign", "oras", "skopeo", "minisign", "python",
            "cmake", "tar ",
        ]
        .contains { line.contains($0) }
    }

    private static func closes(_ line: String) -> Bool { line.contains("'") }

    private static func isLineStart(_ text: NSString, _ start: Int) -> Bool {
        let before = text.substring(to: start)
        let line = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        return line.allSatisfy { $0 == " " || $0 == "$" }
    }

    /// `zoo search, then zoo install NAME` is a sentence.
    private static func isProse(_ line: String) -> Bool {
        line.contains(", ") || line.hasSuffix(".") || line.contains("; ")
    }

    /// What of a sentence belongs to the command: options, values that look like some, no prose.
    private static func clause(_ line: String) -> Substring {
        var words: [Substring] = []
        for word in line.split(separator: " ") {
            let isPlain = word.allSatisfy { $0.isLowercase || $0 == "-" } && !word.hasPrefix("-")
            if words.count > 2, isPlain { break }
            let end = word.last.map { ",;:.)?".contains($0) } ?? false
            words.append(word.trimmingSuffix { ",;:.)?".contains($0) })
            if end { break }
        }
        return Substring(words.joined(separator: " "))
    }

    private static func hint(
        _ text: some StringProtocol,
        isWhole: Bool,
        isCommand: Bool
    ) -> [Hint] {
        let words = shellWords(String(text))
        guard let program = words.first, words.count > 1 else { return [] }
        return [
            Hint(
                program: program,
                words: Array(words.dropFirst()),
                isWhole: isWhole,
                isCommand: isCommand
            )
        ]
    }

    /// Words up to a comment or to what the shell does with the command.
    private static func shellWords(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        for character in text {
            switch character {
            case "'", "\"":
                isQuoted.toggle()
                word = word ?? ""
            case " " where !isQuoted:
                if let ended = word { words.append(ended) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        if let ended = word { words.append(ended) }
        let ends = ["#", "|", ">", "2>", "&&", "||", ";", "\\", "->", "&"]
        var kept: [String] = []
        for word in words {
            if ends.contains(where: { word == $0 || ($0 == "#" && word.hasPrefix($0)) }) { break }
            let bare = word.filter { !"[]".contains($0) }
            if bare.hasSuffix(";") {
                kept.append(String(bare.dropLast()))
                break
            }
            kept.append(bare)
        }
        return kept
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var result = self
        while let last = result.last, predicate(last) { result.removeLast() }
        return result
    }
}
