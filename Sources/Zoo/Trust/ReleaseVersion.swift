/// A bundle's version: semantic versioning 2.0, without build metadata.
///
/// - SeeAlso: semver.org 2.0.0, items 2, 9 and 11 for the grammar and the order.
public struct ReleaseVersion: Sendable, Hashable {
    /// The longest text, in bytes.
    public static let longest = 128

    /// Whether it is a pre-release, such as `2.0.0-rc.1`.
    public var isPrerelease: Bool { !prerelease.isEmpty }

    private let core: [UInt64]
    private let prerelease: [String]
    /// The version as it was written.
    public let text: String

    /// Reads `MAJOR.MINOR.PATCH`, with `-` and identifiers of a pre-release where there are some.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText`.
    public init(_ text: String) throws(TrustError) {
        let parts =
            text.utf8.count <= Self.longest
            ? text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false) : []
        let numbers = parts.first?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        core = numbers.compactMap { Self.number($0) }
        prerelease =
            parts.count < 2
            ? []
            : parts[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        self.text = text
        guard numbers.count == 3, core.count == 3, prerelease.allSatisfy(Self.isIdentifier) else {
            throw TrustError(
                .malformedText,
                "Expected a version such as 1.2.0 or 2.0.0-rc.1, found '\(text.prefix(80))'."
            )
        }
    }

    /// Digits without a leading zero.
    private static func number(_ text: some StringProtocol) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text.utf8.count == 1 || text.utf8.first != 0x30
        else { return nil }
        return UInt64(text)
    }

    private static func isIdentifier(_ text: String) -> Bool {
        let isNumeric = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return !text.isEmpty && (!isNumeric || number(text) != nil)
            && text.utf8.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
                default: false
                }
            }
    }
}

extension ReleaseVersion: Comparable {
    /// The precedence of semantic versioning.
    public static func < (left: ReleaseVersion, right: ReleaseVersion) -> Bool {
        guard left.core == right.core else {
            return left.core.lexicographicallyPrecedes(right.core)
        }
        if left.prerelease.isEmpty || right.prerelease.isEmpty {
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        for (first, second) in zip(left.prerelease, right.prerelease) where first != second {
            switch (UInt64(first), UInt64(second)) {
            case (let first?, let second?): return first < second
            case (nil, nil): return Array(first.utf8).lexicographicallyPrecedes(Array(second.utf8))
            case (_, nil): return true
            case (nil, _): return false
            }
        }
        return left.prerelease.count < right.prerelease.count
    }
}

extension ReleaseVersion: CustomStringConvertible {
    public var description: String { text }
}

extension ReleaseVersion: Codable {
    /// Reads the text.
    ///
    /// - Throws: The decoder's error or ``TrustError``.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
