public import FrankenBundle
public import FrankenCrypto

/// What this machine remembers about a name.
public struct TrustState: Sendable, Hashable {
    static let schema = "zoo.pin/1"
    static let largestByteCount = 16 << 10

    /// The name.
    public let name: String
    /// The key that the name is pinned to; `nil` when nothing signed was seen.
    public var key: PublicKey?
    /// The highest version that was seen, or went below on purpose.
    public var version: BundleVersion?
    /// The manifest of that version.
    public var manifest: Digest?
    /// When that version was signed.
    public var signed: Timestamp?

    init(name: SubjectName) {
        self.name = name.text
    }

    var isEmpty: Bool { key == nil && version == nil }
}

extension TrustState: Codable {
    private enum Key: String, CodingKey {
        case schema, name, key, version, manifest, signed
    }

    /// Reads a state file.
    ///
    /// - Throws: The decoder's error or ``TrustError``.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        guard try values.decode(String.self, forKey: .schema) == Self.schema else {
            throw TrustError(.unsupportedVersion, "expected the schema '\(Self.schema)'.")
        }
        name = try values.decode(String.self, forKey: .name)
        key = try values.decodeIfPresent(PublicKey.self, forKey: .key)
        version = try values.decodeIfPresent(BundleVersion.self, forKey: .version)
        manifest = try values.decodeIfPresent(Digest.self, forKey: .manifest)
        signed = try values.decodeIfPresent(Timestamp.self, forKey: .signed)
    }

    /// Writes a state file.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(name, forKey: .name)
        try values.encodeIfPresent(key, forKey: .key)
        try values.encodeIfPresent(version, forKey: .version)
        try values.encodeIfPresent(manifest, forKey: .manifest)
        try values.encodeIfPresent(signed, forKey: .signed)
    }
}
