public import FrankenBlueprint
public import FrankenGraph

/// Restores the tokens of a Swin stage with Swin blocks.
///
/// ```
/// latent -> restore.0 (to w) -> w tokens: Swin blocks -> + -> restore.1 (to 2w)
///        -> 2w tokens: Swin blocks -> merging to 4w at half the resolution -> norm -> features
/// ```
/// `w` is a quarter of the target's channels; where the target has the latent's resolution, a
/// half, and nothing is merged. Without drop path, which the released code has in training at a
/// rate of 0.05 in one block.
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952; for
///   Swin-T the released decoder with its 2,058,974 parameters.
public struct SwinDecoder: DecoderFamily {
    /// What a file declares.
    public struct Sizes: Sendable, Hashable, Decodable {
        /// Swin blocks at `w` and `2w` channels.
        public let depths: [Int]
        /// Attention heads at `w` and `2w` channels.
        public let heads: [Int]
        /// Rows and columns of a window.
        public let window: Int
        let innerActivation: RestorationBlock.InnerActivation?
    }

    /// `swin-decoder`, as `swin-decoders.json` says.
    public let name = "swin-decoder"
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
        try DeclaredLists.check(sizes.depths, count: 2, in: 1...64, at: ["sizes", "depths"])
        try DeclaredLists.check(sizes.heads, count: 2, in: 1...1_024, at: ["sizes", "heads"])
        try DeclarationError.check(sizes.window, in: 1...64, at: ["sizes", "window"])
        guard target.layout == .channelsLast else {
            throw DeclarationError(
                at: ["splitPoint"],
                "'\(target.name)' is a map; this decoder makes tokens, [N, H, W, C]."
            )
        }
        guard let merging = merging(from: latent, to: target) else {
            throw DeclarationError(
                at: ["splitPoint"],
                "'\(target.name)' has a reduction of \(target.reduction); from a latent's "
                    + "\(latent.reduction) this decoder reaches that or its double."
            )
        }
        let widths = widths(of: target, merging: merging)
        guard target.channels % (merging ? 4 : 2) == 0 else {
            throw DeclarationError(
                at: ["splitPoint"],
                "'\(target.name)' has \(target.channels) channels, which widths of a half and a "
                    + "quarter do not divide."
            )
        }
        for (index, heads) in sizes.heads.enumerated() where widths[index] % heads != 0 {
            throw DeclarationError(
                at: ["sizes", "heads", .index(index)],
                "\(heads) heads do not divide \(widths[index]) channels."
            )
        }
    }

    /// The graph of a decoder.
    ///
    /// - Shape: `latent` is `[N, C, h, w]`; `features` is `[N, h, w, target.channels]`, or with
    ///   half the rows and columns, rounded up.
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
        let merging = merging(from: latent, to: target) ?? false
        let widths = widths(of: target, merging: merging)
        let activation = sizes.innerActivation ?? .leakyRelu
        let first = RestorationBlock(
            inChannels: latent.channels,
            outChannels: widths[0],
            innerActivation: activation
        ).add("restore.0", to: &build, from: input)
        var value = build.add("stage.tokens", SwinBlocks.toTokens, to: first)
        value = addBlocks("stage", to: &build, from: value, sizes, stage: 0, channels: widths[0])
        value = build.add("stage.map", SwinBlocks.toMap, to: value)
        value = build.add("stage.sum", .add, to: value, first)
        value = RestorationBlock(
            inChannels: widths[0],
            outChannels: widths[1],
            innerActivation: activation
        ).add("restore.1", to: &build, from: value)
        value = build.add("reconstruction.tokens", SwinBlocks.toTokens, to: value)
        value = addBlocks(
            "reconstruction",
            to: &build,
            from: value,
            sizes,
            stage: 1,
            channels: widths[1]
        )
        if merging {
            value = SwinBlocks.addMerging(
                "reconstruction.downsample",
                to: &build,
                from: value,
                channels: widths[1]
            )
        }
        value = build.add(
            DecoderConvention.output,
            SwinBlocks.norm(target.channels),
            to: value,
            prefix: "norm"
        )
        return try build.graph(outputs: [value])
    }

    private func addBlocks(
        _ prefix: String,
        to build: inout GraphBuilder,
        from source: String,
        _ sizes: Sizes,
        stage: Int,
        channels: Int
    ) -> String {
        (0..<sizes.depths[stage]).reduce(source) { value, block in
            SwinBlocks.addBlock(
                "\(prefix).blocks.\(block)",
                to: &build,
                from: value,
                channels: channels,
                heads: sizes.heads[stage],
                window: sizes.window,
                isShifted: block % 2 == 1
            )
        }
    }

    /// Whether patches are merged at the end; nil when the target's resolution is out of reach.
    private func merging(from latent: LatentFormat, to target: SplitPoint) -> Bool? {
        switch target.reduction {
        case latent.reduction: false
        case 2 * latent.reduction: true
        default: nil
        }
    }

    /// Channels of the two groups of Swin blocks.
    private func widths(of target: SplitPoint, merging: Bool) -> [Int] {
        let last = merging ? target.channels / 2 : target.channels
        return [last / 2, last]
    }
}
