public import FrankenGraph

/// A declared decoder for one backbone, ready to become a graph.
///
/// ```swift
/// let decoder = try registry.decoder(for: "swin-b")
/// let (_, tail) = try registry.backbone(named: "swin-b").graph()
///     .cut(at: decoder.splitPoint.value)
/// // decoder.graph(): latent -> features; tail: features -> logits
/// ```
public struct DecoderBlueprint: Sendable {
    /// The decoder's name, for example `swin`; unique among the decoders of a backbone.
    public let name: String
    /// The decoder as a person reads it.
    public let displayName: String
    /// The code and parameter layout that make its graph, for example `swin-decoder@1`.
    public let familyIdentity: String
    /// The backbone whose features it restores.
    public let backbone: String
    /// The place in the backbone where its tail begins.
    public let splitPoint: SplitPoint
    /// The latent the decoder was made for.
    public let latent: LatentFormat

    let build: @Sendable (LatentFormat) throws(GraphError) -> ModelGraph

    /// The latent's channels, unless ``graph(latentChannels:)`` is told others.
    public var latentChannels: Int { latent.channels }

    /// The graph from ``DecoderConvention/input`` to ``DecoderConvention/output``.
    ///
    /// - Shape: the input is `[N, latentChannels, h, w]`; the output has the channels and layout
    ///   of ``splitPoint``, for an image of `reduction` x `h` rows.
    /// - Parameter latentChannels: Channels of the latent; by default those of the declaration.
    /// - Returns: A validated graph.
    /// - Throws: ``BlueprintError`` with code `.invalidDeclaration` for channels outside 1 to
    ///   4096, `.invalidGraph` when the declared sizes do not fit together.
    public func graph(latentChannels: Int? = nil) throws(BlueprintError) -> ModelGraph {
        let channels = latentChannels ?? latent.channels
        guard BlueprintLimits.latentChannels.contains(channels) else {
            throw BlueprintError(
                .invalidDeclaration,
                "the decoder \(name) of \(backbone) needs a latent of 1 to "
                    + "\(BlueprintLimits.latentChannels.upperBound) channels, found \(channels)."
            )
        }
        do throws(GraphError) {
            return try build(LatentFormat(channels: channels, reduction: latent.reduction))
        } catch {
            throw BlueprintError(.invalidGraph, "the decoder \(name) of \(backbone): \(error)")
        }
    }
}
