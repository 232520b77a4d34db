public import FrankenBlueprint
public import FrankenGraph

/// RegNetX and RegNetY.
///
/// Parameters have torchvision's names. Stages end in the values `block1`, `block2` and so on.
/// - SeeAlso: Radosavovic et al., 2020, arXiv:2003.13678.
public struct RegNetFamily: BackboneFamily {
    /// `regnet`, as `regnet.json` says.
    public let name = "regnet"
    /// Version 1: torchvision's names.
    public let layoutVersion = 1

    /// The family; it has no state.
    public init() {}

    /// The projects whose checkpoints can be imported.
    public let keyLayoutNames = ["torchvision"]

    /// torchvision's names are ours.
    public func keyLayouts(for sizes: RegNetSizes) -> [KeyLayout] {
        [KeyLayout(name: "torchvision")]
    }

    /// Refuses sizes that make no RegNet.
    public func check(_ sizes: RegNetSizes) throws(DeclarationError) { try sizes.check() }

    /// The graph of one RegNet.
    public func graph(
        named name: String,
        sizes: RegNetSizes,
        classCount: Int
    ) throws(GraphError) -> ModelGraph {
        let image = BackboneConvention.input
        var build = GraphBuilder(name, input: image, shape: [nil, 3, nil, nil])
        let stem: Op = .conv(3, sizes.stem, kernel: 3, stride: 2, padding: 1, bias: false)
        var value = build.add("stem.0", stem, to: image)
        value = build.add("stem.1", .batchNorm(sizes.stem), to: value)
        value = build.add("stem.2", .relu, to: value)
        var channels = sizes.stem
        for (stage, depth) in sizes.depths.enumerated() {
            for index in 0..<depth {
                let block = RegNetBlock(
                    prefix: "trunk_output.block\(stage + 1).block\(stage + 1)-\(index)",
                    inChannels: channels,
                    outChannels: sizes.widths[stage],
                    stride: index == 0 ? 2 : 1,
                    sizes: sizes
                )
                // The last value of a stage has a name of its own, for the split.
                let result = index == depth - 1 ? "block\(stage + 1)" : block.prefix
                value = block.add(to: &build, from: value, as: result)
                channels = sizes.widths[stage]
            }
        }
        value = build.add("avgpool", .globalPooling(.init(.average)), to: value)
        value = build.add("flatten", .flatten(.init()), to: value)
        let logits = BackboneConvention.output
        value = build.add(logits, .linear(channels, classCount), to: value, prefix: "fc")
        return try build.graph(outputs: [value])
    }
}
