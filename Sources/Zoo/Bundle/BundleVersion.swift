/// The version of a bundle or of a program: `MAJOR.MINOR.PATCH`, perhaps with `-PRERELEASE`.
///
/// Build metadata (`+…`) is refused: it has no place in the order, so two bundles could be equal
/// as versions and different as bytes, and the tags of registries cannot hold a plus sign.
///
/// - SeeAlso: Semantic Versioning 2.0.0.
public struct BundleVersion: Sendable, Hashable {
    /// The longest version, in bytes; it must fit a tag of a registry.
    public static let longest = 128

    /// Incompatible changes.
    public let major: Int
    /// New features.
    public let minor: Int
    /// Corrections.
    public let patch: Int
    /// The dot-separated identifiers of a prerelease; empty for a release.
    public let prerelease: [String]

    /// Reads a version.
    ///
    /// - Throws: ``BundleError`` with code `.malformedReference`.
    public init(_ text: some StringProtocol) throws(BundleError) {
        guard text.utf8.count <= Self.longest, let parsed = Self.parse(String(text)) else {
            throw BundleError(
                .malformedReference,
                "Expected a version such as 1.2.0 or 1.2.0-rc.1, found \(BundleText.quoted(text))."
            )
        }
        self = parsed
    }

    /// A release that is known to be one.
    public init(major: Int, minor: Int, patch: Int) {
        self.init(major: major, minor: minor, patch: patch, prerelease: [])
    }

    private init(major: Int, minor: Int, patch: Int, prerelease: [String]) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
    }

    private static func parse(_ text: String) -> BundleVersion? {
        let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let core = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        let numbers = core.compactMap(number)
        guard core.count == 3, numbers.count == 3 else { return nil }
        var prerelease: [String] = []
        if halves.count == 2 {
            prerelease = halves[1].split(separator: ".", omittingEmptySubsequences: false)
                .map(String.init)
            guard prerelease.allSatisfy(isIdentifier) else { return nil }
        }
        return BundleVersion(
            major: numbers[0],
            minor: numbers[1],
            patch: numbers[2],
            prerelease: prerelease
        )
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

    private static func isIdentifier(_ text: String) -> Bool {
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
        let cores = [left, right].map { [$0.major, $0.minor, $0.patch] }
        guard cores[0] == cores[1] else { return cores[0].lexicographicallyPrecedes(cores[1]) }
        guard !left.prerelease.isEmpty, !right.prerelease.isEmpty else {
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        for (one, other) in zip(left.prerelease, right.prerelease) where one != other {
            switch (Int(one), Int(other)) {
            case (let one?, let other?): return one < other
            case (nil, nil): return one.utf8.lexicographicallyPrecedes(other.utf8)
            case (let one, nil): return one != nil
            case (nil, _): return false
            }
        }
        return left.prerelease.count < right.prerelease.count
    }
}

extension BundleVersion: CustomStringConvertible {
    public var description: String {
        "\(major).\(minor).\(patch)"
            + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
    }
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
        try container.encode(description)
    }
}
