import FrankenBlueprint
import FrankenGraph

/// Writes a ResNet stage by stage, following the value and its channels.
struct ResNetGraph {
    private var build: GraphBuilder
    private let sizes: ResNetSizes
    private let style: ResidualBlock.Style
    /// The newest value.
    private var value = BackboneConvention.input
    /// Its channels.
    private var channels = 3

    init(name: String, sizes: ResNetSizes) {
        self.sizes = sizes
        style = .init(
            strideOn: sizes.strideOn,
            bias: sizes.convolutionBias,
            epsilon: sizes.epsilon
        )
        build = GraphBuilder(name, input: BackboneConvention.input, shape: [nil, 3, nil, nil])
    }

    mutating func addStem() {
        let convolution: Op =
            switch sizes.stem {
            case .imagenet:
                .conv(channels, sizes.width, kernel: 7, stride: 2, padding: 3, bias: style.bias)
            case .cifar: .conv(channels, sizes.width, kernel: 3, padding: 1, bias: style.bias)
            }
        value = build.add("conv1", convolution, to: value)
        value = build.add("bn1", style.norm(sizes.width), to: value)
        value = build.add("relu", .relu, to: value)
        if sizes.stem == .imagenet {
            value = build.add("maxpool", .maxPool(3, stride: 2, padding: 1), to: value)
        }
        channels = sizes.width
    }

    /// Adds a stage whose last value is called `layer1`, `layer2` and so on, the others
    /// `layer1.0`, `layer1.1` and so on.
    mutating func addStage(_ stage: Int) {
        let planes = sizes.planes(stage: stage)
        let last = sizes.depths[stage] - 1
        for index in 0...last {
            let prefix = "layer\(stage + 1).\(index)"
            let stride = index == 0 && stage > 0 ? 2 : 1
            let identity = value
            let outChannels = sizes.outChannels(planes: planes)
            let branch =
                switch sizes.block {
                case .basic:
                    ResidualBlock.addBasic(
                        prefix,
                        to: &build,
                        from: value,
                        channels: (channels, planes),
                        stride: stride,
                        style: style
                    )
                case .bottleneck:
                    ResidualBlock.addBottleneck(
                        prefix,
                        to: &build,
                        from: value,
                        channels: (channels, sizes.innerWidth(planes: planes), outChannels),
                        stride: stride,
                        groups: sizes.groups,
                        style: style
                    )
                }
            let shortcut = addShortcut(
                prefix,
                from: identity,
                to: outChannels,
                stride: stride
            )
            let sum = build.add("\(prefix).add", .add, to: branch, shortcut)
            value = build.add(index == last ? "layer\(stage + 1)" : prefix, .relu, to: sum)
            channels = outChannels
        }
    }

    func graph(classCount: Int) throws(GraphError) -> ModelGraph {
        var build = build
        let pooled = build.add("avgpool", .globalPooling(.init(.average)), to: value)
        let flat = build.add("flatten", .flatten(.init()), to: pooled)
        let logits = build.add(
            BackboneConvention.output,
            .linear(channels, classCount),
            to: flat,
            prefix: "fc"
        )
        return try build.graph(outputs: [logits])
    }

    private mutating func addShortcut(
        _ prefix: String,
        from identity: String,
        to outChannels: Int,
        stride: Int
    ) -> String {
        guard stride != 1 || outChannels != channels else { return identity }
        switch sizes.shortcut {
        case .projection:
            let projected = build.add(
                "\(prefix).downsample.0",
                .conv(channels, outChannels, kernel: 1, stride: stride, bias: style.bias),
                to: identity
            )
            return build.add("\(prefix).downsample.1", style.norm(outChannels), to: projected)
        case .padding:
            let kept =
                stride == 1
                ? identity
                : build.add(
                    "\(prefix).shortcut.subsample",
                    .subsample(.init(stride: .init(stride))),
                    to: identity
                )
            // Zeros on both sides; the doubling of a stage divides evenly.
            let added = outChannels - channels
            return build.add(
                "\(prefix).shortcut.pad",
                .channelPadding(.init(before: added / 2, after: added - added / 2)),
                to: kept
            )
        }
    }
}
