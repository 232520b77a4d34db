/// The version of a bundle or of a program: `MAJOR.MINOR.PATCH`, perhaps with `-PRERELEASE`.
///
/// Build metadata (`+…`) is refused: it has no place in the order, so two bundles could be equal
/// as versions and different as bytes, and the tags of registries cannot hold a plus sign.
///
/// - SeeAlso: Semantic Versioning 2.0.0.
public struct BundleVersion: Sendable, Hashable {
    /// The longest version, in bytes; it must fit a tag of a registry.
    public static let longest = 128

    /// The version as it is written.
    public let text: String

    /// Reads a version.
    ///
    /// - Throws: ``BundleError`` with code `.malformedReference`.
    public init(_ text: some StringProtocol) throws(BundleError) {
        guard text.utf8.count <= Self.longest, Self.isVersion(String(text)) else {
            throw BundleError(
                .malformedReference,
                "Expected a version such as 1.2.0 or 1.2.0-rc.1, found \(BundleText.quoted(text))."
            )
        }
        self.text = String(text)
    }

    /// A release that is known to be one.
    public init(major: Int, minor: Int, patch: Int) {
        text = "\(major).\(minor).\(patch)"
    }

    /// The dot-separated identifiers of a prerelease; empty for a release.
    public var prerelease: [String] {
        guard let dash = text.firstIndex(of: "-") else { return [] }
        return text[text.index(after: dash)...].split(separator: ".").map(String.init)
    }

    /// Whether it is a prerelease, such as `2.0.0-rc.1`.
    public var isPrerelease: Bool { text.utf8.contains(UInt8(ascii: "-")) }

    private static func isVersion(_ text: String) -> Bool {
        let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let core = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        return core.count == 3 && core.allSatisfy { number($0) != nil }
            && (halves.count == 1
                || halves[1].split(separator: ".", omittingEmptySubsequences: false)
                    .allSatisfy(isIdentifier))
    }

    /// A number without leading zeros or sign.
    private static func number(_ text: some StringProtocol) -> Int? {
        guard isDigits(text), text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0") else {
            return nil
        }
        return Int(text)
    }

    private static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func isIdentifier(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return false }
        guard !isDigits(text) else { return number(text) != nil }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 45: true
            default: false
            }
        }
    }
}

extension BundleVersion: Comparable {
    /// The precedence of Semantic Versioning: a prerelease comes before its release.
    public static func < (left: BundleVersion, right: BundleVersion) -> Bool {
        VersionOrder.precedes(left.text, right.text)
    }
}

extension BundleVersion: CustomStringConvertible {
    public var description: String { text }
}

extension BundleVersion: Codable {
    /// Reads a string that is a version.
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
