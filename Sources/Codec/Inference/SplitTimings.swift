/// How long the stages on the server took for one stream.
public struct SplitTimings: Sendable, Hashable {
    /// From bytes to the latent.
    public var entropy = Duration.zero
    /// From the latent to the features.
    public var decoder = Duration.zero
    /// From the features to the logits.
    public var tail = Duration.zero

    /// No time at all.
    public init() {}

    /// All stages together.
    public var total: Duration { entropy + decoder + tail }
}
