internal import CTorch
internal import FrankenGraph

/// Operations on maps `[N, C, H, W]` that have no parameters.
extension NodeRun {
    func evaluate(_ op: Pooling, _ x: Tensor) throws(TorchError) -> Tensor {
        var pooling = ft_pooling_options(
            kernel: op.kernel.wide,
            stride: op.stride.wide,
            padding: op.padding.wide,
            is_maximum: op.reduction == .maximum,
            rounds_up: op.roundsUp,
            counts_padding: op.countsPadding
        )
        return try unsafe TorchCall.make { unsafe ft_pooling(x.handle, &pooling, $0) }
    }

    func evaluate(_ op: GlobalPooling, _ x: Tensor) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { result in
            unsafe ft_global_pooling(x.handle, op.reduction == .maximum, result)
        }
    }

    func evaluate(_ op: Subsample, _ x: Tensor) throws(TorchError) -> Tensor {
        let (rows, columns) = op.stride.wide
        return try unsafe TorchCall.make { unsafe ft_subsample(x.handle, rows, columns, $0) }
    }

    func evaluate(_ op: ChannelPadding, _ x: Tensor) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { result in
            unsafe ft_pad_channels(x.handle, Int64(op.before), Int64(op.after), result)
        }
    }

    func evaluate(_ op: PixelShuffle, _ x: Tensor) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make {
            unsafe ft_pixel_shuffle(x.handle, Int64(op.factor), $0)
        }
    }

    func evaluate(_ op: Resize, _ x: Tensor) throws(TorchError) -> Tensor {
        let (height, width) = try size(of: op, x.shape)
        return try unsafe TorchCall.make { result in
            unsafe ft_resize(
                x.handle,
                Int64(height),
                Int64(width),
                op.mode == .bilinear,
                result
            )
        }
    }

    private func size(of op: Resize, _ shape: [Int]) throws(TorchError) -> (Int, Int) {
        switch op.target {
        case .size(let size): return (size.height, size.width)
        case .scale(let factor):
            guard shape.count == 4 else {
                throw TorchError(.wrongShape, "needs [N, C, H, W], found \(shape)")
            }
            return (shape[2] * factor, shape[3] * factor)
        }
    }
}
