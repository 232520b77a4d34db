internal import CTorch
internal import FrankenGraph

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Attention inside windows.
extension NodeRun {
    func attend(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ x: Tensor
    ) throws(TrainingError) -> Tensor {
        let source = try x.matched(options)
        let qkv = try parameter("qkv.weight", node).matched(options)
        let qkvBias = try parameter("qkv.bias", node).matched(options)
        let projection = try parameter("proj.weight", node).matched(options)
        let projectionBias = try parameter("proj.bias", node).matched(options)
        let table = try positionTable(op, node)
        let scale = op.scoring == .cosine ? try parameter("logit_scale", node) : nil
        var attention = ft_attention_options(
            heads: Int64(op.heads),
            window: op.window.wide,
            shift: op.shift.wide
        )
        return try unsafe TorchCall.make { result in
            unsafe ft_window_attention(
                source.handle,
                qkv.handle,
                qkvBias.handle,
                projection.handle,
                projectionBias.handle,
                table.handle,
                scale?.handle,
                &attention,
                result
            )
        }
    }

    /// One bias per offset of two tokens and head, `[(2 wH - 1)(2 wW - 1), heads]`.
    private func positionTable(
        _ op: WindowAttention,
        _ node: ModelGraph.Node
    ) throws(TrainingError) -> Tensor {
        guard op.scoring == .cosine else {
            return try parameter("relative_position_bias_table", node)
        }
        let hiddenWeight = try parameter("cpb_mlp.0.weight", node)
        let hiddenBias = try parameter("cpb_mlp.0.bias", node)
        let weight = try parameter("cpb_mlp.2.weight", node)
        let offsets = try op.spacedOffsets()
        return try unsafe TorchCall.make { result in
            unsafe ft_position_table(
                offsets.handle,
                hiddenWeight.handle,
                hiddenBias.handle,
                weight.handle,
                result
            )
        }
    }
}

extension WindowAttention {
    /// Every offset of two tokens of a window on the log-spaced scale, `[K, 2]`: 8 times its share
    /// of the window, then `sign(d) log2(1 + |d|) / 3`.
    fileprivate func spacedOffsets() throws(TrainingError) -> Tensor {
        func spaced(_ offset: Int, _ extent: Int) -> Float {
            guard extent > 1 else { return 0 }
            let share = 8 * Double(offset) / Double(extent - 1)
            let size = log2(1 + abs(share)) / 3
            return Float(share < 0 ? -size : size)
        }
        let values = (1 - window.height..<window.height).flatMap { down in
            (1 - window.width..<window.width).flatMap { right in
                [spaced(down, window.height), spaced(right, window.width)]
            }
        }
        return try Tensor.of(values, shape: [values.count / 2, 2])
    }
}
