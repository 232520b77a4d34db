/// The name of a bundle: a backbone's name, such as `swin-b` or `convnext_tiny.fb_in22k`.
///
/// Names become file names, parts of registry paths and lines on terminals, so they are what all
/// three can hold: at most 96 bytes, runs of lowercase ASCII letters and digits, a letter first,
/// joined by `.`, `_`, `__` or dashes.
///
/// - SeeAlso: OCI distribution specification 1.1, the grammar of `<name>`.
public struct BundleName: Sendable, Hashable {
    /// The longest name, in bytes.
    public static let longest = 96

    /// The name.
    public let text: String

    /// Takes a name that follows the rules.
    ///
    /// - Throws: ``BundleError`` with code `.malformedReference`.
    public init(_ text: some StringProtocol) throws(BundleError) {
        guard Self.isName(Array(text.utf8.prefix(Self.longest + 1))) else {
            throw BundleError(
                .malformedReference,
                "Expected a name of 1 to \(Self.longest) lowercase letters and digits, a letter "
                    + "first, joined by '.', '_' or '-', found \(BundleText.quoted(text))."
            )
        }
        self.text = String(text)
    }

    private static func isName(_ bytes: [UInt8]) -> Bool {
        guard (1...longest).contains(bytes.count), let first = bytes.first, let last = bytes.last,
            isLetter(first), isLetter(last) || isDigit(last)
        else { return false }
        let separators = bytes.split(omittingEmptySubsequences: true) {
            isLetter($0) || isDigit($0)
        }
        return separators.allSatisfy { run in
            run.elementsEqual(".".utf8) || run.elementsEqual("_".utf8)
                || run.elementsEqual("__".utf8) || run.allSatisfy { $0 == UInt8(ascii: "-") }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension BundleName: Comparable, CustomStringConvertible {
    /// The order of the bytes.
    public static func < (left: BundleName, right: BundleName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    public var description: String { text }
}

extension BundleName: Codable {
    /// Reads a string that is a name.
    ///
    /// - Throws: The decoder's error or ``BundleError``.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
