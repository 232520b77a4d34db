public import FrankenBlueprint
public import FrankenGraph

/// Restores the features of a ConvNeXt stage by running its first two stages again.
///
/// ```
/// latent -> embedding (restoration block) -> upsampling block to w at twice the resolution
///        -> stage of w -> downsampling to 2w -> stage of 2w -> features
/// ```
/// `2w` is the target's channels.
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952; for
///   ConvNeXt-B the released class with its 2,564,960 parameters.
public struct ConvNeXtDecoder: DecoderFamily {
    /// What a file declares.
    public struct Sizes: Sendable, Hashable, Decodable {
        /// Channels between the latent and the upsampling.
        public let embedding: Int
        /// Blocks of the two stages.
        public let depths: [Int]
        let innerActivation: RestorationBlock.InnerActivation?
    }

    /// `convnext-decoder`, as `convnext-decoders.json` says.
    public let name = "convnext-decoder"
    /// Version 1.
    public let layoutVersion = 1

    /// The family; it has no state.
    public init() {}

    /// Refuses sizes that make no decoder for the target.
    ///
    /// - Parameters:
    ///   - sizes: What a file declares.
    ///   - latent: What the decoder reads.
    ///   - target: The split point whose features it makes.
    /// - Throws: `DeclarationError` with the field at fault.
    public func check(
        _ sizes: Sizes,
        latent: LatentFormat,
        target: SplitPoint
    ) throws(DeclarationError) {
        try DeclarationError.check(sizes.embedding, in: 1...4_096, at: ["sizes", "embedding"])
        try DeclaredLists.check(sizes.depths, count: 2, in: 1...64, at: ["sizes", "depths"])
        guard target.layout == .channelsFirst else {
            throw DeclarationError(
                at: ["splitPoint"],
                "'\(target.name)' holds tokens; this decoder makes [N, C, H, W]."
            )
        }
        guard target.reduction == latent.reduction else {
            throw DeclarationError(
                at: ["splitPoint"],
                "'\(target.name)' has a reduction of \(target.reduction), the latent one of "
                    + "\(latent.reduction); this decoder needs them equal."
            )
        }
        guard target.channels % 2 == 0 else {
            throw DeclarationError(
                at: ["splitPoint"],
                "'\(target.name)' has \(target.channels) channels; this decoder needs an even "
                    + "number."
            )
        }
    }

    /// The graph of a decoder.
    ///
    /// - Shape: `latent` is `[N, C, h, w]`, `features` `[N, target.channels, h, w]`.
    /// - Parameters:
    ///   - name: What to call the graph.
    ///   - sizes: Sizes that passed ``check(_:latent:target:)``.
    ///   - latent: What the decoder reads.
    ///   - target: The split point whose features it makes.
    /// - Returns: A validated graph.
    /// - Throws: `GraphError` where the sizes do not fit together.
    public func graph(
        named name: String,
        sizes: Sizes,
        latent: LatentFormat,
        target: SplitPoint
    ) throws(GraphError) -> ModelGraph {
        let input = DecoderConvention.input
        var build = GraphBuilder(name, input: input, shape: [nil, latent.channels, nil, nil])
        let width = target.channels / 2
        let activation = sizes.innerActivation ?? .leakyRelu
        var value = RestorationBlock(
            inChannels: latent.channels,
            outChannels: sizes.embedding,
            innerActivation: activation,
            isNormalized: true
        ).add("embedding", to: &build, from: input)
        value = RestorationBlock(
            inChannels: sizes.embedding,
            outChannels: width,
            innerActivation: activation,
            isUpsampling: true,
            isNormalized: true
        ).add("upsampling", to: &build, from: value)
        value = ConvNeXtBlocks.addStage(
            "stages.0",
            to: &build,
            from: value,
            channels: width,
            depth: sizes.depths[0]
        )
        value = ConvNeXtBlocks.addDownsampling(
            "stages.1.downsample",
            to: &build,
            from: value,
            channels: (width, target.channels)
        )
        value = ConvNeXtBlocks.addStage(
            "stages.1",
            named: DecoderConvention.output,
            to: &build,
            from: value,
            channels: target.channels,
            depth: sizes.depths[1]
        )
        return try build.graph(outputs: [value])
    }
}
