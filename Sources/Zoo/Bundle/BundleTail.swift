public import FrankenCrypto

/// What a bundle says about the rest of the backbone, behind the decoder.
public struct BundleTail: Sendable, Hashable, Codable {
    /// The digest of the blob of weights, whether the bundle carries it or not.
    public var digest: Digest
    /// Where the weights come from, when the bundle may not carry them: whoever has that file
    /// makes the blob from it, byte for byte, with `zoo import`.
    public var upstream: UpstreamWeights?
    /// How many numbers it has, when known.
    public var parameters: Int?
    /// How many classes the head has.
    public var classes: Int
    /// What the classes are called: the name of a set of labels, such as `imagenet-1k`.
    public var labels: String?

    /// All fields.
    public init(
        digest: Digest,
        upstream: UpstreamWeights? = nil,
        parameters: Int? = nil,
        classes: Int,
        labels: String? = nil
    ) {
        self.digest = digest
        self.upstream = upstream
        self.parameters = parameters
        self.classes = classes
        self.labels = labels
    }
}
