public import FrankenCrypto

/// What a bundle says about its encoder, which many bundles share.
public struct BundleEncoder: Sendable, Hashable, Codable {
    /// The size of what the encoder makes of an image.
    public struct Latent: Sendable, Hashable, Codable {
        /// Channels of the latent.
        public var channels: Int
        /// Pixels per latent symbol on each axis.
        public var stride: Int

        /// All fields.
        public init(channels: Int, stride: Int) {
            self.channels = channels
            self.stride = stride
        }
    }

    /// The digest of the blob of weights.
    public var digest: Digest
    /// SHA-256 of the graph's file followed by the weights: the identity that streams name.
    public var identity: Digest
    /// What people call it.
    public var name: String
    /// How many numbers it has.
    public var parameters: Int
    /// Bytes of all its files.
    public var byteCount: Int
    /// The size of the latent.
    public var latent: Latent
    /// The digest of the integer tables as they state it themselves.
    public var tables: Digest
    /// The entropy coder, such as `rans64/1`.
    public var coder: String

    private enum CodingKeys: String, CodingKey {
        case digest, identity, name, parameters, latent, tables, coder
        case byteCount = "bytes"
    }

    /// All fields.
    public init(
        digest: Digest,
        identity: Digest,
        name: String,
        parameters: Int,
        byteCount: Int,
        latent: Latent,
        tables: Digest,
        coder: String
    ) {
        self.digest = digest
        self.identity = identity
        self.name = name
        self.parameters = parameters
        self.byteCount = byteCount
        self.latent = latent
        self.tables = tables
        self.coder = coder
    }
}
