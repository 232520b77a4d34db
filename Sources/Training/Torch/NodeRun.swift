internal import CTorch
internal import FrankenGraph

/// Evaluates the nodes of one run.
struct NodeRun {
    let options: ExecutorOptions
    let parameters: ParameterSet
    /// Running statistics that moved.
    var statistics: [String: Tensor]

    mutating func evaluate(
        _ node: ModelGraph.Node,
        _ inputs: [Tensor]
    ) throws(TorchError) -> Tensor {
        let x = inputs[0]
        switch node.op {
        case .convolution(let op): return try convolve(op, node, x)
        case .transposedConvolution(let op): return try convolve(op, node, x)
        case .linear(let op):
            return try x.matched(options).linear(
                weight: parameter("weight", node).matched(options),
                bias: op.bias ? parameter("bias", node).matched(options) : nil
            )
        case .batchNormalization(let op): return try normalize(op, node, x)
        case .layerNormalization(let op):
            let (weight, bias) = try (parameter("weight", node), parameter("bias", node))
            let wide = try x.cast(to: weight.element)
            return try unsafe TorchCall.make { result in
                unsafe ft_layer_norm(
                    wide.handle,
                    weight.handle,
                    bias.handle,
                    op.epsilon,
                    op.axis == .first,
                    result
                )
            }
        case .divisiveNormalization(let op):
            // Sums of squares: in full precision whatever the arithmetic is.
            let wide = try x.cast(to: parameter("beta", node).element)
            let (beta, gamma) = try (parameter("beta", node), parameter("gamma", node))
            return try unsafe TorchCall.make { result in
                unsafe ft_divisive_norm(
                    wide.handle,
                    beta.handle,
                    gamma.handle,
                    op.form == .squared,
                    op.inverse,
                    result
                )
            }
        case .activation(let op): return try x.activated(op)
        case .binary(let op):
            return op.function == .add ? try x.adding(inputs[1]) : try x.multiplied(by: inputs[1])
        case .channelScale(let op):
            let weight = try parameter("weight", node).cast(to: x.element)
            let axis = op.axis == .first ? 1 : x.shape.count - 1
            return try unsafe TorchCall.make { result in
                unsafe ft_channel_scale(x.handle, weight.handle, CInt(axis), result)
            }
        case .softmax(let op):
            return try unsafe TorchCall.make { unsafe ft_softmax(x.handle, CInt(op.axis), $0) }
        case .pooling(let op): return try evaluate(op, x)
        case .globalPooling(let op): return try evaluate(op, x)
        case .subsample(let op): return try evaluate(op, x)
        case .channelPadding(let op): return try evaluate(op, x)
        case .pixelShuffle(let op): return try evaluate(op, x)
        case .resize(let op): return try evaluate(op, x)
        case .reshape, .flatten:
            return try x.reshaped(outputShape(node, x))
        case .permute(let op): return try x.permuted(op.axes)
        case .concatenation(let op):
            return try unsafe TorchCall.withHandles(inputs) { handles throws(TorchError) in
                try unsafe TorchCall.make { result in
                    unsafe ft_concatenate(handles, CInt(inputs.count), CInt(op.axis), result)
                }
            }
        case .patchMerging:
            return try unsafe TorchCall.make { unsafe ft_patch_merging(x.handle, $0) }
        case .windowAttention(let op): return try attend(op, node, x)
        }
    }

    /// A parameter of a node.
    func parameter(_ role: String, _ node: ModelGraph.Node) throws(TorchError) -> Tensor {
        try parameters.tensor(named: node.parameterName(role))
    }

    /// What the op's own rule makes of the input's extents.
    private func outputShape(
        _ node: ModelGraph.Node,
        _ x: Tensor
    ) throws(TorchError) -> [Int] {
        do throws(OperationError) {
            if let known = try node.op.operation.outputShape([Shape(x.shape)]).known {
                return known
            }
        } catch {
            throw TorchError(.wrongShape, node: node.name, "\(error)")
        }
        throw TorchError(.wrongShape, node: node.name, "has an open shape")
    }
}

extension Tensor {
    /// In the number format of the expensive layers.
    func matched(_ options: ExecutorOptions) throws(TorchError) -> Tensor {
        options.arithmetic == .bfloat16 ? try cast(to: .bfloat16) : self
    }
}
