internal import FrankenBytes

/// The rules for texts of an index, which reach terminals, logs and file names.
enum IndexText {
    /// The longest sentence, in bytes.
    static let longestSentence = 400
    /// The longest name, in bytes.
    static let longestName = 96

    /// A sentence for people: one line that shows as it is.
    static func sentence(_ text: String, _ what: String) throws(CatalogError) -> String {
        guard text.utf8.count <= longestSentence, PrintableText.of(text) == text else {
            throw CatalogError(
                .malformedIndex,
                "\(what) is one line of at most \(longestSentence) bytes that can be shown."
            )
        }
        return text
    }

    /// A name that can be typed: letters, digits and `. _ -`, a letter first, no point last.
    static func name(_ text: String, _ what: String) throws(CatalogError) -> String {
        let bytes = Array(text.utf8.prefix(longestName + 1))
        guard (1...longestName).contains(bytes.count), let first = bytes.first, isLetter(first),
            bytes.allSatisfy({ isLetter($0) || isDigit($0) || "._-".utf8.contains($0) }),
            bytes.last != UInt8(ascii: ".")
        else {
            throw CatalogError(
                .malformedIndex,
                "\(what) is 1 to \(longestName) letters, digits and '. _ -', a letter first; found "
                    + "'\(text.prefix(60))'."
            )
        }
        return text
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }

    static func check(_ condition: Bool, _ message: @autoclosure () -> String) throws(CatalogError)
    {
        guard condition else { throw CatalogError(.malformedIndex, message()) }
    }
}
