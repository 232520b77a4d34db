/// Which of the bundles of one name: a letter or digit, then letters, digits and `. - +`, at most
/// 128.
///
/// Without underscores, so that `name_tag` in an OCI index can be read in one way only.
public struct BundleTag: Hashable, Sendable {
    /// The longest tag, in bytes.
    public static let longest = 128

    /// The tag.
    public let text: String

    /// Takes a tag.
    ///
    /// - Throws: ``StoreError`` with code `.malformedReference`.
    public init(_ text: some StringProtocol) throws(StoreError) {
        let bytes = Array(text.utf8.prefix(Self.longest + 1))
        guard (1...Self.longest).contains(bytes.count), let first = bytes.first,
            ReferenceText.isAlphanumeric(first),
            bytes.allSatisfy({ ReferenceText.isAlphanumeric($0) || "-.+".utf8.contains($0) })
        else {
            throw StoreError(
                .malformedReference,
                "Expected a tag or version: a letter or digit, then letters, digits and '-.+', at "
                    + "most \(Self.longest). Found \(ReferenceText.quoted(text))."
            )
        }
        self.text = String(text)
    }
}

extension BundleTag: CustomStringConvertible {
    public var description: String { text }
}

/// What names and tags are made of.
enum ReferenceText {
    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Text from outside for a message: short, and nothing a terminal would act on.
    static func quoted(_ text: some StringProtocol) -> String {
        let shown = text.unicodeScalars.prefix(40).map { scalar in
            (0x20..<0x7F).contains(scalar.value) ? Character(scalar) : "?"
        }
        return "'\(String(shown))\(text.unicodeScalars.count > 40 ? "…" : "")'"
    }
}
