import FrankenGraph

/// The blocks of Swin Transformers, as backbones and decoders both use them.
///
/// Values are token maps, `[N, H, W, C]`.
enum SwinBlocks {
    /// How many channels the hidden layer of a block has per channel of a token.
    static let expansion = 4

    /// One transformer block: a branch of attention, then one of two linear layers.
    ///
    /// ```
    /// first:  x -> norm1 -> attn -> + -> norm2 -> fc1 -> GELU -> fc2 -> +
    /// second: x -> attn -> norm1 -> + -> fc1 -> GELU -> fc2 -> norm2 -> +
    ///          \-------------------/ \---------------------------------/
    /// ```
    /// - Returns: The name of its last value.
    static func addBlock(
        _ prefix: String,
        to build: inout GraphBuilder,
        from source: String,
        channels: Int,
        heads: Int,
        window: Int,
        isShifted: Bool,
        generation: SwinSizes.Generation = .first
    ) -> String {
        let isFirst = generation == .first
        let attention = WindowAttention(
            channels: channels,
            heads: heads,
            window: .init(window),
            shift: .init(isShifted ? window / 2 : 0),
            scoring: isFirst ? .scaledDotProduct : .cosine
        )
        func normalize(_ index: Int, _ value: String) -> String {
            build.add("\(prefix).norm\(index)", norm(channels), to: value)
        }
        var branch = isFirst ? normalize(1, source) : source
        branch = build.add("\(prefix).attn", .windowAttention(attention), to: branch)
        if !isFirst { branch = normalize(1, branch) }
        let middle = build.add("\(prefix).add1", .add, to: branch, source)
        branch = isFirst ? normalize(2, middle) : middle
        let hidden = expansion * channels
        branch = build.add("\(prefix).mlp.fc1", .linear(channels, hidden), to: branch)
        branch = build.add("\(prefix).mlp.act", .activation(.init(.gelu)), to: branch)
        branch = build.add("\(prefix).mlp.fc2", .linear(hidden, channels), to: branch)
        if !isFirst { branch = normalize(2, branch) }
        return build.add(prefix, .add, to: branch, middle)
    }

    /// Merges 2x2 tokens into one of twice the channels: normalized before the reduction in the
    /// first generation, behind it in the second.
    ///
    /// - Returns: The name of its last value, the prefix.
    static func addMerging(
        _ prefix: String,
        to build: inout GraphBuilder,
        from source: String,
        channels: Int,
        generation: SwinSizes.Generation = .first
    ) -> String {
        let reduction = Op.linear(4 * channels, 2 * channels, bias: false)
        var value = build.add("\(prefix).merge", .patchMerging(.init()), to: source)
        switch generation {
        case .first:
            value = build.add("\(prefix).norm", norm(4 * channels), to: value)
            return build.add(prefix, reduction, to: value, prefix: "\(prefix).reduction")
        case .second:
            value = build.add("\(prefix).reduction", reduction, to: value)
            return build.add(prefix, norm(2 * channels), to: value, prefix: "\(prefix).norm")
        }
    }

    static func norm(_ channels: Int) -> Op { .layerNormalization(.init(channels: channels)) }

    /// `[N, C, H, W]` to `[N, H, W, C]`.
    static let toTokens = Op.permute(.init([0, 2, 3, 1]))
    /// `[N, H, W, C]` to `[N, C, H, W]`.
    static let toMap = Op.permute(.init([0, 3, 1, 2]))
}
