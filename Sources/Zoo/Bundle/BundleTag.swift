/// Which of the bundles of one name: a letter or digit, then letters, digits, `.` and `-`, at most
/// 128.
///
/// Every version is a tag. There is no underscore, so that `name_tag` in an OCI index can be read
/// in one way only, and no plus sign, which neither versions nor the tags of registries have.
public struct BundleTag: Hashable, Sendable {
    /// The longest tag, in bytes, as registries have it.
    public static let longest = 128

    /// The tag.
    public let text: String

    /// Takes a tag.
    ///
    /// - Throws: ``BundleError`` with code `.malformedReference`.
    public init(_ text: some StringProtocol) throws(BundleError) {
        let bytes = Array(text.utf8.prefix(Self.longest + 1))
        guard (1...Self.longest).contains(bytes.count), let first = bytes.first,
            Self.isAlphanumeric(first),
            bytes.allSatisfy({ Self.isAlphanumeric($0) || "-.".utf8.contains($0) })
        else {
            throw BundleError(
                .malformedReference,
                "Expected a version or tag of 1 to \(Self.longest) letters, digits, '.' and '-', a "
                    + "letter or digit first, found \(BundleText.quoted(text))."
            )
        }
        self.text = String(text)
    }

    /// The tag that a version is.
    public init(_ version: BundleVersion) {
        text = version.text
    }

    /// The version, when the tag is one.
    public var version: BundleVersion? { try? BundleVersion(text) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}

extension BundleTag: Comparable, CustomStringConvertible {
    /// The precedence of Semantic Versioning; what it leaves equal is ordered by its bytes.
    public static func < (left: BundleTag, right: BundleTag) -> Bool {
        if VersionOrder.precedes(left.text, right.text) { return true }
        guard !VersionOrder.precedes(right.text, left.text) else { return false }
        return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    public var description: String { text }
}
