public import FrankenCrypto

/// What a bundle says about its decoder.
public struct BundleDecoder: Sendable, Hashable, Codable {
    /// The digest of the blob of weights.
    public var digest: Digest
    /// How many numbers it has.
    public var parameters: Int

    /// All fields.
    public init(digest: Digest, parameters: Int) {
        self.digest = digest
        self.parameters = parameters
    }
}
