/// What a name may look like, and how an unknown one is quoted.
///
/// Names reach terminals, file names and logs, and plugins bring their own: the rules keep
/// escape sequences and paths out of all three.
enum NameRules {
    /// The longest name, in UTF-8 bytes.
    static let longest = 96
    /// The longest display name, in UTF-8 bytes.
    static let longestDisplay = 160

    /// Whether a name can be typed anywhere: ASCII letters, digits and `_ - .`, a letter first.
    static func isIdentifier(_ name: String) -> Bool {
        guard (1...longest).contains(name.utf8.count), let first = name.unicodeScalars.first
        else { return false }
        return isLetter(first)
            && name.unicodeScalars.allSatisfy {
                isLetter($0) || NameKey.isDigit($0) || $0 == "_" || $0 == "-" || $0 == "."
            }
    }

    /// Whether a text can be shown on one line of a terminal as it is.
    static func isPrintable(_ text: String) -> Bool {
        (1...longestDisplay).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { !isInvisible($0) }
    }

    /// A text in quotes, cut to 40 scalars, what cannot be shown replaced by `?`.
    static func quoted(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(40) {
            shown.append(isInvisible(scalar) ? "?" : scalar)
        }
        let rest = text.unicodeScalars.dropFirst(40).isEmpty ? "" : "…"
        return "'\(String(shown))\(rest)'"
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    /// Controls, bidirectional overrides, zero-width and unassigned scalars, line separators.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .nonspacingMark, .enclosingMark:
            true
        default: false
        }
    }
}
