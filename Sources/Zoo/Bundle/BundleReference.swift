public import FrankenCrypto

/// Which bundle is meant: `name`, `name:tag`, `name@sha256:…` or `name:tag@sha256:…`.
///
/// The parts are read once, by this grammar, and never again as text.
public struct BundleReference: Sendable, Hashable {
    /// The longest tag, in bytes, as registries have it.
    public static let longestTag = 128

    /// The bundle's name.
    public let name: BundleName
    /// A version, or another word that some index gives a meaning; `nil` when none is asked for.
    public let tag: String?
    /// The digest that the manifest must have.
    public let digest: Digest?

    /// Puts parts together.
    ///
    /// - Throws: ``BundleError`` with code `.malformedReference` for a tag that is none.
    public init(
        name: BundleName,
        tag: String? = nil,
        digest: Digest? = nil
    ) throws(BundleError) {
        if let tag, !Self.isTag(tag) {
            throw BundleError(
                .malformedReference,
                "Expected a tag of 1 to \(Self.longestTag) letters, digits, '.', '_' and '-' that "
                    + "does not begin with '.' or '-', found \(BundleText.quoted(tag))."
            )
        }
        self.name = name
        self.tag = tag
        self.digest = digest
    }

    /// Reads a reference.
    ///
    /// - Throws: ``BundleError`` with code `.malformedReference`.
    public init(_ text: some StringProtocol) throws(BundleError) {
        let text = String(text.prefix(512))
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var digest: Digest?
        if halves.count == 2 {
            do {
                digest = try Digest(oci: halves[1])
            } catch {
                throw BundleError(
                    .malformedReference,
                    "In \(BundleText.quoted(text)): \(error.message)"
                )
            }
        }
        try self.init(
            name: BundleName(parts[0]),
            tag: parts.count == 2 ? String(parts[1]) : nil,
            digest: digest
        )
    }

    /// The tag as a version, when it is one.
    public var version: BundleVersion? { tag.flatMap { try? BundleVersion($0) } }

    private static func isTag(_ text: String) -> Bool {
        guard (1...longestTag).contains(text.utf8.count), let first = text.utf8.first,
            first != UInt8(ascii: "."), first != UInt8(ascii: "-")
        else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95: true
            default: false
            }
        }
    }
}

extension BundleReference: CustomStringConvertible {
    public var description: String {
        name.text + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}
