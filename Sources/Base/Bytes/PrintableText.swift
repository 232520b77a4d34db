/// Text from outside, made safe to print.
///
/// Names in a hostile file may hold escape sequences that rewrite a terminal, line feeds that
/// forge lines of a log, or marks that turn the reading direction around.
package enum PrintableText {
    /// `text` with each control and direction character replaced by U+FFFD.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - keepingLines: Whether line feeds stay.
    /// - Returns: `text` itself when there is nothing to replace.
    package static func of(_ text: String, keepingLines: Bool = false) -> String {
        let isUnsafe = { (scalar: UnicodeScalar) in
            switch scalar.value {
            case 0x0A: !keepingLines
            case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var printable = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            printable.append(isUnsafe(scalar) ? "\u{FFFD}" : scalar)
        }
        return String(printable)
    }
}
