internal import CTorch
internal import FrankenGraph

/// Operations that the executor and the objectives share. Gradients pass through all of them.
extension Tensor {
    func linear(weight: Tensor, bias: Tensor?) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_linear(handle, weight.handle, bias?.handle, $0) }
    }

    func activated(_ op: Activation) throws(TorchError) -> Tensor {
        let function =
            switch op.function {
            case .relu: FT_RELU
            case .leakyRelu: FT_LEAKY_RELU
            case .gelu: FT_GELU
            case .silu: FT_SILU
            case .sigmoid: FT_SIGMOID
            case .tanh: FT_TANH
            }
        return try unsafe TorchCall.make { unsafe ft_activation(handle, function, op.slope, $0) }
    }

    /// The elementwise sum `self + factor * other`; `other` may repeat along axes of one element.
    ///
    /// - Parameters:
    ///   - other: The right side.
    ///   - factor: Multiplies it.
    /// - Returns: The sum.
    /// - Throws: ``TorchError`` with code `.refused` when shapes do not fit.
    package func adding(_ other: Tensor, times factor: Double = 1) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_add(handle, other.handle, factor, $0) }
    }

    /// Every element times a number.
    func scaled(by factor: Double) throws(TorchError) -> Tensor {
        guard factor != 1 else { return self }
        // `self + (factor - 1) self` would lose digits of small factors.
        return try zeros().adding(self, times: factor)
    }

    /// The elementwise product; `other` may repeat along axes of one element.
    ///
    /// - Parameter other: The right side.
    /// - Returns: The product.
    /// - Throws: ``TorchError`` with code `.refused` when shapes do not fit.
    package func multiplied(by other: Tensor) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_multiply(handle, other.handle, $0) }
    }

    func exponential() throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_exponential(handle, $0) }
    }

    /// The sum of all elements.
    ///
    /// - Throws: ``TorchError`` with code `.outOfMemory`.
    package func summed() throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_sum(handle, $0) }
    }

    func zeros() throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_zeros_like(handle, $0) }
    }

    func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
        let extents = shape.map { Int64($0) }
        return try unsafe TorchCall.make { result in
            unsafe ft_reshape(handle, CInt(extents.count), extents, result)
        }
    }

    func permuted(_ axes: [Int]) throws(TorchError) -> Tensor {
        let order = axes.map { Int64($0) }
        return try unsafe TorchCall.make { unsafe ft_permute(handle, CInt(order.count), order, $0) }
    }

    /// With the channels of `[N, C, H, W]` side by side in memory.
    func channelsLast() throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_channels_last(handle, $0) }
    }

    func droppingImages(
        rate: Double,
        key: UInt64,
        firstImage: Int
    ) throws(TorchError) -> Tensor {
        let first = UInt64(max(0, firstImage))
        return try unsafe TorchCall.make { unsafe ft_drop_images(handle, rate, key, first, $0) }
    }

    func resizedToNearest(height: Int, width: Int) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { result in
            unsafe ft_resize(handle, Int64(height), Int64(width), false, result)
        }
    }
}
