public import FrankenCrypto

/// What a bundle says about the rest of the backbone, behind the decoder.
public struct BundleTail: Sendable, Hashable, Codable {
    /// The digest of the blob of weights; `nil` when ``upstream`` says where they are.
    public var digest: Digest?
    /// Where the weights come from, when the bundle may not carry them.
    public var upstream: UpstreamWeights?
    /// How many numbers it has, when known.
    public var parameters: Int?
    /// How many classes the head has.
    public var classes: Int
    /// What the classes are called: the name of a set of labels, such as `imagenet-1k`.
    public var labels: String?

    /// A tail whose weights are in the bundle.
    public init(digest: Digest, parameters: Int? = nil, classes: Int, labels: String? = nil) {
        self.digest = digest
        self.parameters = parameters
        self.classes = classes
        self.labels = labels
    }

    /// A tail whose weights are elsewhere.
    public init(
        upstream: UpstreamWeights,
        parameters: Int? = nil,
        classes: Int,
        labels: String? = nil
    ) {
        self.upstream = upstream
        self.parameters = parameters
        self.classes = classes
        self.labels = labels
    }
}
