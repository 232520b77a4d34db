import FrankenGraph

/// The residual branches of ResNets, as backbones and decoders both use them.
///
/// Convolutions have no bias and a batch normalization each; the last one has no activation,
/// because the sum with the shortcut comes first.
enum ResidualBlock {
    /// Two 3x3 convolutions, the first with the stride.
    static func addBasic(
        _ prefix: String,
        to build: inout GraphBuilder,
        from source: String,
        channels: (input: Int, output: Int),
        stride: Int = 1
    ) -> String {
        let planes = channels.output
        var branch = build.add(
            "\(prefix).conv1",
            .conv(channels.input, planes, kernel: 3, stride: stride, padding: 1, bias: false),
            to: source
        )
        branch = build.add("\(prefix).bn1", .batchNorm(planes), to: branch)
        branch = build.add("\(prefix).relu1", .relu, to: branch)
        branch = build.add(
            "\(prefix).conv2",
            .conv(planes, planes, kernel: 3, padding: 1, bias: false),
            to: branch
        )
        return build.add("\(prefix).bn2", .batchNorm(planes), to: branch)
    }

    /// 1x1, 3x3 with the stride, 1x1.
    static func addBottleneck(
        _ prefix: String,
        to build: inout GraphBuilder,
        from source: String,
        channels: (input: Int, inner: Int, output: Int),
        stride: Int = 1,
        groups: Int = 1
    ) -> String {
        let (input, inner, output) = channels
        var branch = build.add(
            "\(prefix).conv1",
            .conv(input, inner, kernel: 1, bias: false),
            to: source
        )
        branch = build.add("\(prefix).bn1", .batchNorm(inner), to: branch)
        branch = build.add("\(prefix).relu1", .relu, to: branch)
        branch = build.add(
            "\(prefix).conv2",
            .conv(
                inner,
                inner,
                kernel: 3,
                stride: stride,
                padding: 1,
                groups: groups,
                bias: false
            ),
            to: branch
        )
        branch = build.add("\(prefix).bn2", .batchNorm(inner), to: branch)
        branch = build.add("\(prefix).relu2", .relu, to: branch)
        branch = build.add(
            "\(prefix).conv3",
            .conv(inner, output, kernel: 1, bias: false),
            to: branch
        )
        return build.add("\(prefix).bn3", .batchNorm(output), to: branch)
    }
}
