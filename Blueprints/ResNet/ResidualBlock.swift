import FrankenGraph

/// The residual branches of ResNets, as backbones and decoders both use them.
///
/// Convolutions have a batch normalization each; the last one has no activation, because the sum
/// with the shortcut comes first.
enum ResidualBlock {
    /// What implementations do differently; the defaults are PyTorch's.
    struct Style {
        /// Where a bottleneck has its stride.
        var strideOn = ResNetSizes.StridePlacement.middle
        /// Whether convolutions have a bias, though the normalization behind them has one.
        var bias = false
        /// Added to variances.
        var epsilon = 1e-5

        func norm(_ channels: Int) -> Op {
            .batchNormalization(.init(channels: channels, epsilon: epsilon))
        }
    }

    /// Two 3x3 convolutions, the first with the stride.
    static func addBasic(
        _ prefix: String,
        to build: inout GraphBuilder,
        from source: String,
        channels: (input: Int, output: Int),
        stride: Int = 1,
        style: Style = Style()
    ) -> String {
        let planes = channels.output
        var branch = build.add(
            "\(prefix).conv1",
            .conv(channels.input, planes, kernel: 3, stride: stride, padding: 1, bias: style.bias),
            to: source
        )
        branch = build.add("\(prefix).bn1", style.norm(planes), to: branch)
        branch = build.add("\(prefix).relu1", .relu, to: branch)
        branch = build.add(
            "\(prefix).conv2",
            .conv(planes, planes, kernel: 3, padding: 1, bias: style.bias),
            to: branch
        )
        return build.add("\(prefix).bn2", style.norm(planes), to: branch)
    }

    /// 1x1, 3x3, 1x1; the stride is on one of the first two.
    static func addBottleneck(
        _ prefix: String,
        to build: inout GraphBuilder,
        from source: String,
        channels: (input: Int, inner: Int, output: Int),
        stride: Int = 1,
        groups: Int = 1,
        style: Style = Style()
    ) -> String {
        let (input, inner, output) = channels
        let isFirst = style.strideOn == .first
        var branch = build.add(
            "\(prefix).conv1",
            .conv(input, inner, kernel: 1, stride: isFirst ? stride : 1, bias: style.bias),
            to: source
        )
        branch = build.add("\(prefix).bn1", style.norm(inner), to: branch)
        branch = build.add("\(prefix).relu1", .relu, to: branch)
        branch = build.add(
            "\(prefix).conv2",
            .conv(
                inner,
                inner,
                kernel: 3,
                stride: isFirst ? 1 : stride,
                padding: 1,
                groups: groups,
                bias: style.bias
            ),
            to: branch
        )
        branch = build.add("\(prefix).bn2", style.norm(inner), to: branch)
        branch = build.add("\(prefix).relu2", .relu, to: branch)
        branch = build.add(
            "\(prefix).conv3",
            .conv(inner, output, kernel: 1, bias: style.bias),
            to: branch
        )
        return build.add("\(prefix).bn3", style.norm(output), to: branch)
    }
}
