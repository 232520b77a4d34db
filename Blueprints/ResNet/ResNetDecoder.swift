public import FrankenBlueprint
public import FrankenGraph

/// Restores the features of a ResNet stage with residual blocks of its own kind.
///
/// ```
/// latent -> synthesis (3x3, leaky, restoration blocks) -> n residual blocks -> features
/// ```
/// Files say how deep and wide the synthesis is; the blocks' planes follow the split point. The
/// features end in a rectified linear unit, as those they imitate do.
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952. The paper
///   shows no numbers for this decoder; widths and depths are the files' own.
public struct ResNetDecoder: DecoderFamily {
    /// What a file declares.
    public struct Sizes: Sendable, Hashable, Decodable {
        /// The residual branch, as in the backbone.
        public let block: ResNetSizes.Block
        /// Residual blocks after the synthesis.
        public let depth: Int
        /// Channels of the synthesis: of the first convolution, then of each restoration block.
        public let widths: [Int]
        let innerActivation: RestorationBlock.InnerActivation?

        /// Planes of the residual blocks that make so many channels.
        func planes(channels: Int) -> Int { block == .bottleneck ? channels / 4 : channels }

        /// How often the synthesis doubles rows and columns; nil when it cannot get there.
        func doublings(from latent: LatentFormat, to target: SplitPoint) -> Int? {
            (0..<widths.count).first { latent.reduction == target.reduction << $0 }
        }
    }

    /// `resnet-decoder`, as `resnet-decoders.json` says.
    public let name = "resnet-decoder"
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
        try DeclarationError.check(sizes.depth, in: 1...64, at: ["sizes", "depth"])
        guard (1...8).contains(sizes.widths.count) else {
            throw DeclarationError(
                at: ["sizes", "widths"],
                "must be 1 to 8 numbers, found \(sizes.widths.count)."
            )
        }
        for (index, width) in sizes.widths.enumerated() {
            try DeclarationError.check(
                width,
                in: 1...4_096,
                at: ["sizes", "widths", .index(index)]
            )
        }
        guard target.layout == .channelsFirst else {
            throw DeclarationError(
                at: ["splitPoint"],
                "'\(target.name)' holds tokens; this decoder makes [N, C, H, W]."
            )
        }
        guard sizes.block == .basic || target.channels % 4 == 0 else {
            throw DeclarationError(
                at: ["sizes", "block"],
                "bottlenecks make a multiple of 4 channels, '\(target.name)' has "
                    + "\(target.channels)."
            )
        }
        guard sizes.doublings(from: latent, to: target) != nil else {
            throw DeclarationError(
                at: ["splitPoint"],
                "'\(target.name)' has a reduction of \(target.reduction), the latent one of "
                    + "\(latent.reduction); \(sizes.widths.count - 1) restoration blocks can "
                    + "double the resolution at most so often, and never halve it."
            )
        }
    }

    /// The graph of a decoder.
    ///
    /// - Shape: `latent` is `[N, C, h, w]`, `features` `[N, target.channels, h s, w s]` with `s`
    ///   the ratio of the two reductions.
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
        var channels = sizes.widths[0]
        var value = build.add(
            "synthesis.0.conv",
            .conv(latent.channels, channels, kernel: 3, padding: 1),
            to: input
        )
        value = build.add("synthesis.0.act", .activation(.init(.leakyRelu)), to: value)
        let doublings = sizes.doublings(from: latent, to: target) ?? 0
        for (index, width) in sizes.widths.dropFirst().enumerated() {
            let block = RestorationBlock(
                inChannels: channels,
                outChannels: width,
                innerActivation: sizes.innerActivation ?? .leakyRelu,
                isUpsampling: index < doublings
            )
            value = block.add("synthesis.\(index + 1)", to: &build, from: value)
            channels = width
        }
        let planes = sizes.planes(channels: target.channels)
        if channels != planes {
            value = build.add("reconstruction.adapt", .conv(channels, planes, kernel: 1), to: value)
            channels = planes
        }
        for index in 0..<sizes.depth {
            value = add(
                "reconstruction.\(index)",
                to: &build,
                from: value,
                sizes,
                channels: (channels, planes, target.channels),
                isLast: index == sizes.depth - 1
            )
            channels = target.channels
        }
        return try build.graph(outputs: [value])
    }

    /// One residual block with its sum and activation.
    private func add(
        _ prefix: String,
        to build: inout GraphBuilder,
        from source: String,
        _ sizes: Sizes,
        channels: (input: Int, planes: Int, output: Int),
        isLast: Bool
    ) -> String {
        let branch =
            switch sizes.block {
            case .basic:
                ResidualBlock.addBasic(
                    prefix,
                    to: &build,
                    from: source,
                    channels: (channels.input, channels.output)
                )
            case .bottleneck:
                ResidualBlock.addBottleneck(
                    prefix,
                    to: &build,
                    from: source,
                    channels: (channels.input, channels.planes, channels.output)
                )
            }
        var shortcut = source
        if channels.input != channels.output {
            // With a bias, unlike the backbone's projection: so the released decoder has it.
            shortcut = build.add(
                "\(prefix).downsample.0",
                .conv(channels.input, channels.output, kernel: 1),
                to: source
            )
            shortcut = build.add(
                "\(prefix).downsample.1",
                .batchNorm(channels.output),
                to: shortcut
            )
        }
        let sum = build.add("\(prefix).add", .add, to: branch, shortcut)
        return build.add(isLast ? DecoderConvention.output : prefix, .relu, to: sum)
    }
}
