internal import CTorch
internal import FrankenGraph

/// Layers with parameters.
extension NodeRun {
    func convolve(
        _ op: Convolution,
        _ node: ModelGraph.Node,
        _ x: Tensor
    ) throws(TorchError) -> Tensor {
        try convolve(
            node,
            x,
            hasBias: op.bias,
            ft_convolution_options(
                stride: op.stride.wide,
                padding: op.padding.wide,
                dilation: op.dilation.wide,
                output_padding: (0, 0),
                groups: Int64(op.groups),
                is_transposed: false
            )
        )
    }

    func convolve(
        _ op: TransposedConvolution,
        _ node: ModelGraph.Node,
        _ x: Tensor
    ) throws(TorchError) -> Tensor {
        try convolve(
            node,
            x,
            hasBias: op.bias,
            ft_convolution_options(
                stride: op.stride.wide,
                padding: op.padding.wide,
                dilation: op.dilation.wide,
                output_padding: op.outputPadding.wide,
                groups: Int64(op.groups),
                is_transposed: true
            )
        )
    }

    private func convolve(
        _ node: ModelGraph.Node,
        _ x: Tensor,
        hasBias: Bool,
        _ convolution: ft_convolution_options
    ) throws(TorchError) -> Tensor {
        let weights = try parameter("weight", node)
        // One input channel per group: there is little to multiply, and oneDNN 3.12 takes a quarter
        // to half less time for the gradients of such kernels in binary32.
        let isDepthwise = convolution.groups > 1 && weights.shape[1] == 1
        let options = isDepthwise ? ExecutorOptions(mode: options.mode) : options
        let source = try x.cast(to: isDepthwise ? weights.element : x.element).matched(options)
            .channelsLast()
        let weight = try weights.matched(options)
        let bias = hasBias ? try parameter("bias", node).matched(options) : nil
        var convolution = convolution
        return try unsafe TorchCall.make { result in
            unsafe ft_convolution(
                source.handle,
                weight.handle,
                bias?.handle,
                &convolution,
                result
            )
        }
    }

    mutating func normalize(
        _ op: BatchNormalization,
        _ node: ModelGraph.Node,
        _ x: Tensor
    ) throws(TorchError) -> Tensor {
        let (weight, bias) = try (parameter("weight", node), parameter("bias", node))
        let mean = try parameter("running_mean", node)
        let variance = try parameter("running_var", node)
        if options.mode == .training {
            return try normalize(op, node, x, nil, isRectified: false)
        }
        return try unsafe TorchCall.make { result in
            unsafe ft_batch_norm(
                x.handle,
                weight.handle,
                bias.handle,
                mean.handle,
                variance.handle,
                op.epsilon,
                result
            )
        }
    }

    /// A node with what follows it.
    mutating func evaluate(
        _ node: ModelGraph.Node,
        _ x: Tensor,
        _ residual: Tensor?,
        _ fusion: Fusion
    ) throws(TorchError) -> Tensor {
        switch node.op {
        case .batchNormalization(let op):
            return try normalize(op, node, x, residual, isRectified: fusion.slope != nil)
        case .convolution(let op):
            let result = try convolve(op, node, x)
            guard let slope = fusion.slope else { return result }
            return try unsafe TorchCall.make { unsafe ft_rectify_over(result.handle, slope, $0) }
        case .transposedConvolution, .linear, .layerNormalization, .divisiveNormalization,
            .activation, .binary, .channelScale, .softmax, .pooling, .globalPooling, .reshape,
            .permute, .flatten, .concatenation, .subsample, .channelPadding, .pixelShuffle,
            .resize, .patchMerging, .windowAttention:
            guard let residual, let slope = fusion.slope else {
                throw TorchError(.refused, "'\(node.op.kind)' begins no chain")
            }
            return try unsafe TorchCall.make { made in
                unsafe ft_rectify_and_add(x.handle, slope, residual.handle, made)
            }
        }
    }

    private mutating func normalize(
        _ op: BatchNormalization,
        _ node: ModelGraph.Node,
        _ x: Tensor,
        _ residual: Tensor?,
        isRectified: Bool
    ) throws(TorchError) -> Tensor {
        let (weight, bias) = try (parameter("weight", node), parameter("bias", node))
        let mean = try parameter("running_mean", node)
        let variance = try parameter("running_var", node)
        var (result, newMean, newVariance): (OpaquePointer?, OpaquePointer?, OpaquePointer?)
        unsafe (result, newMean, newVariance) = (nil, nil, nil)
        try TorchCall.check(
            unsafe ft_batch_norm_block(
                x.handle,
                weight.handle,
                bias.handle,
                mean.handle,
                variance.handle,
                residual?.handle,
                isRectified,
                options.momentum,
                op.epsilon,
                &result,
                &newMean,
                &newVariance
            )
        )
        statistics[node.parameterName("running_mean")] = try unsafe TorchCall.owned(newMean)
        statistics[node.parameterName("running_var")] = try unsafe TorchCall.owned(newVariance)
        return try unsafe TorchCall.owned(result)
    }
}

extension Extent2D {
    /// As the shim takes it.
    var wide: (Int64, Int64) { (Int64(height), Int64(width)) }
}
