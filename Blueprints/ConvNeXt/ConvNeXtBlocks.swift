import FrankenGraph

/// The blocks of ConvNeXt, as backbones and decoders both use them.
///
/// A stage's blocks hand on token maps, `[N, H, W, C]`: the linear layers want channels last, and
/// the sum then runs inside the second one.
enum ConvNeXtBlocks {
    /// Blocks of one stage.
    ///
    /// ```
    /// x -> conv_dw 7x7 -> norm -> fc1 -> GELU -> fc2 -> gamma -> + -> y
    ///  \---------------------------------------------------------/
    /// ```
    /// - Shape: from and to `[N, C, H, W]`.
    /// - Returns: The name of the stage's last value.
    static func addStage(
        _ prefix: String,
        named name: String? = nil,
        to build: inout GraphBuilder,
        from source: String,
        channels: Int,
        depth: Int
    ) -> String {
        var tokens = build.add("\(prefix).tokens", .permute(.init([0, 2, 3, 1])), to: source)
        for index in 0..<depth {
            let block = "\(prefix).blocks.\(index)"
            let map = build.add("\(block).map", .permute(.init([0, 3, 1, 2])), to: tokens)
            var branch = build.add(
                "\(block).conv_dw",
                .conv(channels, channels, kernel: 7, padding: 3, groups: channels),
                to: map
            )
            branch = build.add("\(block).tokens", .permute(.init([0, 2, 3, 1])), to: branch)
            branch = build.add("\(block).norm", norm(channels, .last), to: branch)
            branch = build.add("\(block).mlp.fc1", .linear(channels, 4 * channels), to: branch)
            branch = build.add("\(block).mlp.act", .activation(.init(.gelu)), to: branch)
            branch = build.add("\(block).mlp.fc2", .linear(4 * channels, channels), to: branch)
            branch = build.add(
                "\(block).gamma",
                .channelScale(.init(channels: channels, axis: .last)),
                to: branch
            )
            tokens = build.add(block, .add, to: branch, tokens)
        }
        return build.add(name ?? prefix, .permute(.init([0, 3, 1, 2])), to: tokens)
    }

    /// Halves rows and columns.
    ///
    /// - Returns: The name of its last value.
    static func addDownsampling(
        _ prefix: String,
        to build: inout GraphBuilder,
        from source: String,
        channels: (input: Int, output: Int)
    ) -> String {
        let value = build.add("\(prefix).0", norm(channels.input, .first), to: source)
        return build.add(
            "\(prefix).1",
            .conv(channels.input, channels.output, kernel: 2, stride: 2),
            to: value
        )
    }

    static func norm(_ channels: Int, _ axis: ChannelAxis) -> Op {
        .layerNormalization(.init(channels: channels, epsilon: 1e-6, axis: axis))
    }
}
