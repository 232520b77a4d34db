/// The texts of a Swift file that people may see: its string literals, not its comments.
enum SwiftLiterals {
    /// What stands for an interpolated value.
    static let placeholder = "X"

    /// All literals, those joined by `+` as one.
    static func all(in source: String) -> [String] {
        var scanner = Scanner(Array(source.unicodeScalars))
        return scanner.literals()
    }

    private struct Scanner {
        private let text: [Unicode.Scalar]
        private var at = 0

        init(_ text: [Unicode.Scalar]) { self.text = text }

        mutating func literals() -> [String] {
            var found: [String] = []
            // Whether a literal came last, and whether a plus came after it.
            var (hasEnded, isJoined) = (false, false)
            while at < text.count {
                if skipComment() { continue }
                if text[at] == "\"" {
                    let literal = literal()
                    if isJoined, let last = found.popLast() {
                        found.append(last + literal)
                    } else {
                        found.append(literal)
                    }
                    (hasEnded, isJoined) = (true, false)
                    continue
                }
                if text[at] == "+" {
                    (hasEnded, isJoined) = (false, hasEnded)
                } else if !text[at].properties.isWhitespace {
                    (hasEnded, isJoined) = (false, false)
                }
                at += 1
            }
            return found
        }

        private mutating func skipComment() -> Bool {
            if begins("//") {
                while at < text.count, text[at] != "\n" { at += 1 }
                return true
            }
            guard begins("/*") else { return false }
            at += 2
            while at < text.count, !begins("*/") { at += 1 }
            at += 2
            return true
        }

        private func begins(_ word: String) -> Bool {
            let word = Array(word.unicodeScalars)
            return at + word.count <= text.count && Array(text[at..<(at + word.count)]) == word
        }

        private mutating func literal() -> String {
            let mark = begins("\"\"\"") ? "\"\"\"" : "\""
            let isRaw = at > 0 && text[at - 1] == "#"
            at += mark.unicodeScalars.count
            var literal = ""
            while at < text.count, !begins(mark) {
                guard text[at] == "\\", !isRaw, at + 1 < text.count else {
                    literal.unicodeScalars.append(text[at])
                    at += 1
                    continue
                }
                at += 1
                switch text[at] {
                case "(":
                    skipInterpolation()
                    literal += SwiftLiterals.placeholder
                    continue
                case "n": literal += "\n"
                // A line that goes on: the indentation of the next one is no part of it.
                case "\n":
                    while at + 1 < text.count, text[at + 1] == " " { at += 1 }
                default: literal.unicodeScalars.append(text[at])
                }
                at += 1
            }
            at += mark.unicodeScalars.count
            return literal
        }

        private mutating func skipInterpolation() {
            var depth = 0
            while at < text.count {
                switch text[at] {
                case "(": depth += 1
                case ")": depth -= 1
                case "\"":
                    _ = literal()
                    continue
                default: break
                }
                at += 1
                if depth == 0 { return }
            }
        }
    }
}
