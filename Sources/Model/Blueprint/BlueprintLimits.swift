/// Bounds on what a blueprint file may declare.
enum BlueprintLimits {
    /// Classes of a classifier; the largest public label sets have some 20,000.
    static let classes = 1...100_000
    /// Channels at a split point.
    static let channels = 1...65_536
    /// Image pixels per feature, in one direction.
    static let reduction = 1...1_024
    /// Split points of a relative; each is checked by cutting the whole graph.
    static let splitPoints = 0...64
    /// Channels of a latent.
    static let latentChannels = 1...4_096
    /// Backbones that one declared decoder serves.
    static let decoderBackbones = 1...256
}
