public import FrankenBlueprint
public import FrankenGraph

/// Swin Transformer, S3, whose windows were searched for, and Swin Transformer V2.
///
/// Parameters have timm's names (0.9 and later). A stage's value is what the next stage begins
/// with: patches already merged, as the method splits it; `layers.2.downsample` is the paper's
/// split point, `[N, 14, 14, 384]` for Swin-T and an image of 224 x 224.
/// ```
/// image -> patch_embed -> layers.0.blocks... -> layers.1.downsample -> layers.1.blocks...
///       -> norm -> avgpool -> flatten -> logits
/// ```
/// - SeeAlso: Liu et al., 2021, arXiv:2103.14030; Chen et al., 2021, arXiv:2111.14725;
///   Liu et al., 2022, arXiv:2111.09883.
public struct SwinFamily: BackboneFamily {
    /// `swin`, as `swin.json` says.
    public let name = "swin"
    /// Version 1: timm's names.
    public let layoutVersion = 1

    /// The family; it has no state.
    public init() {}

    /// The projects whose checkpoints can be imported.
    public let keyLayoutNames = ["timm", "microsoft", "torchvision"]

    /// timm, torchvision and the authors' checkpoints.
    ///
    /// - Parameter sizes: Sizes that passed ``check(_:)``; stages and blocks are numbered.
    /// - Returns: The layouts.
    public func keyLayouts(for sizes: SwinSizes) -> [KeyLayout] {
        [
            SwinUpstreamNames.timm(sizes), SwinUpstreamNames.microsoft(sizes),
            SwinUpstreamNames.torchvision(sizes),
        ]
    }

    /// Refuses sizes that make no Swin Transformer.
    ///
    /// - Parameter sizes: What a file declares.
    /// - Throws: `DeclarationError` with the field at fault.
    public func check(_ sizes: SwinSizes) throws(DeclarationError) {
        try sizes.check()
    }

    /// The graph of one Swin Transformer.
    ///
    /// - Shape: `image` is `[N, 3, H, W]`, `logits` is `[N, classCount]`.
    /// - Parameters:
    ///   - name: What to call the graph.
    ///   - sizes: Sizes that passed ``check(_:)``.
    ///   - classCount: Classes the last layer tells apart.
    /// - Returns: A validated graph.
    /// - Throws: `GraphError` where the sizes do not fit together.
    public func graph(
        named name: String,
        sizes: SwinSizes,
        classCount: Int
    ) throws(GraphError) -> ModelGraph {
        let input = BackboneConvention.input
        var build = GraphBuilder(name, input: input, shape: [nil, 3, nil, nil])
        var value = build.add(
            "patch_embed.proj",
            .conv(3, sizes.width, kernel: sizes.patch, stride: sizes.patch),
            to: input
        )
        value = build.add("patch_embed.tokens", SwinBlocks.toTokens, to: value)
        value = build.add("patch_embed.norm", SwinBlocks.norm(sizes.width), to: value)
        for stage in sizes.depths.indices {
            if stage > 0 {
                value = SwinBlocks.addMerging(
                    "layers.\(stage).downsample",
                    to: &build,
                    from: value,
                    channels: sizes.channels(stage: stage - 1),
                    generation: sizes.generation
                )
            }
            for block in 0..<sizes.depths[stage] {
                value = SwinBlocks.addBlock(
                    "layers.\(stage).blocks.\(block)",
                    to: &build,
                    from: value,
                    channels: sizes.channels(stage: stage),
                    heads: sizes.heads[stage],
                    window: sizes.windows[stage],
                    isShifted: block % 2 == 1,
                    generation: sizes.generation
                )
            }
        }
        let channels = sizes.channels(stage: sizes.depths.count - 1)
        value = build.add("norm", SwinBlocks.norm(channels), to: value)
        value = build.add("map", SwinBlocks.toMap, to: value)
        value = build.add("avgpool", .globalPooling(.init(.average)), to: value)
        value = build.add("flatten", .flatten(.init()), to: value)
        value = build.add(
            BackboneConvention.output,
            .linear(channels, classCount),
            to: value,
            prefix: "head.fc"
        )
        return try build.graph(outputs: [value])
    }
}
