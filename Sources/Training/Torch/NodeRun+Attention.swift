internal import CTorch
internal import FrankenGraph

/// Attention inside windows.
extension NodeRun {
    func attend(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ x: Tensor
    ) throws(TorchError) -> Tensor {
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
            shift: op.shift.wide,
            pads_after_shift: op.padding == .afterShift
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
    ) throws(TorchError) -> Tensor {
        guard op.scoring == .cosine else {
            return try parameter("relative_position_bias_table", node)
        }
        let hiddenWeight = try parameter("cpb_mlp.0.weight", node)
        let hiddenBias = try parameter("cpb_mlp.0.bias", node)
        let weight = try parameter("cpb_mlp.2.weight", node)
        let places = op.spacedOffsets.flatMap { [Float($0.down), Float($0.right)] }
        let offsets = try Tensor.of(places, shape: [places.count / 2, 2])
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
