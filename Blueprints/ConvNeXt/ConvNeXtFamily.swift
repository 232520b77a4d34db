public import FrankenBlueprint
public import FrankenGraph

/// ConvNeXt, from the paper's sizes down to timm's small ones.
///
/// Parameters have timm's names; a layer scale is `gamma.weight`. The features after stage 2 are
/// `stages.1`.
/// ```
/// image -> stem -> stages.0 -> stages.1 -> stages.2 -> stages.3
///       -> avgpool -> flatten -> head.norm -> logits
/// ```
/// - SeeAlso: Liu et al., 2022, arXiv:2201.03545.
public struct ConvNeXtFamily: BackboneFamily {
    /// `convnext`, as `convnext.json` says.
    public let name = "convnext"
    /// Version 1: timm's names.
    public let layoutVersion = 1

    /// The family; it has no state.
    public init() {}

    /// The projects whose checkpoints can be imported.
    public let keyLayoutNames = ["timm", "facebook", "torchvision"]

    /// timm, torchvision and the authors' checkpoints.
    ///
    /// - Parameter sizes: Sizes that passed ``check(_:)``; stages and blocks are numbered.
    /// - Returns: The three layouts.
    public func keyLayouts(for sizes: ConvNeXtSizes) -> [KeyLayout] {
        [
            ConvNeXtUpstreamNames.timm, ConvNeXtUpstreamNames.facebook(sizes),
            ConvNeXtUpstreamNames.torchvision(sizes),
        ]
    }

    /// Refuses sizes that make no ConvNeXt.
    ///
    /// - Parameter sizes: What a file declares.
    /// - Throws: `DeclarationError` with the field at fault.
    public func check(_ sizes: ConvNeXtSizes) throws(DeclarationError) {
        try sizes.check()
    }

    /// The graph of one ConvNeXt.
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
        sizes: ConvNeXtSizes,
        classCount: Int
    ) throws(GraphError) -> ModelGraph {
        let input = BackboneConvention.input
        var build = GraphBuilder(name, input: input, shape: [nil, 3, nil, nil])
        var channels = sizes.widths[0]
        var value = build.add(
            "stem.0",
            .conv(3, channels, kernel: sizes.patch, stride: sizes.patch),
            to: input
        )
        value = build.add("stem.1", ConvNeXtBlocks.norm(channels, .first), to: value)
        for (stage, width) in sizes.widths.enumerated() {
            if stage > 0 {
                value = ConvNeXtBlocks.addDownsampling(
                    "stages.\(stage).downsample",
                    to: &build,
                    from: value,
                    channels: (channels, width)
                )
            }
            value = ConvNeXtBlocks.addStage(
                "stages.\(stage)",
                to: &build,
                from: value,
                channels: width,
                depth: sizes.depths[stage]
            )
            channels = width
        }
        value = build.add("avgpool", .globalPooling(.init(.average)), to: value)
        value = build.add("flatten", .flatten(.init()), to: value)
        value = build.add("head.norm", ConvNeXtBlocks.norm(channels, .last), to: value)
        value = build.add(
            BackboneConvention.output,
            .linear(channels, classCount),
            to: value,
            prefix: "head.fc"
        )
        return try build.graph(outputs: [value])
    }
}
