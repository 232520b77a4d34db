internal import CTorch

/// Parts of objectives. All are sums over the batch, so they add up with fixed factors.
extension Tensor {
    /// The sum of squared differences from a constant.
    ///
    /// - Shape: maps `[N, C, H, W]` with `channelAxis` 1, or tokens `[N, ..., C]` with the last.
    /// - Parameters:
    ///   - target: What this should be; the same shape.
    ///   - weights: Multiply the squares of all channels at a place; one element for each `[N, H, W]`
    ///     or token.
    ///   - channelAxis: Where the channels are.
    /// - Returns: A scalar in single precision or better.
    /// - Throws: ``TorchError`` with code `.refused` when shapes differ.
    package func squaredError(
        to target: Tensor,
        weights: Tensor? = nil,
        channelAxis: Int = 1
    ) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { result in
            unsafe ft_squared_error(
                handle,
                target.handle,
                weights?.handle,
                CInt(channelAxis),
                result
            )
        }
    }

    /// The sum of squared differences from a target for each image, `[N]`, as constants.
    func imageErrors(to target: Tensor) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_image_errors(handle, target.handle, $0) }
    }

    /// The same values, whose gradients count as much as each image's weight, `[N]`, says.
    ///
    /// What is added up over images behind it weighs them so, whatever it is.
    func weighingGradients(by weights: Tensor) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_weigh_gradients(handle, weights.handle, $0) }
    }

    /// Uniform noise in ±½ added: rounding, as training sees it (Ballé et al., 2017,
    /// arXiv:1611.01704).
    ///
    /// - Parameters:
    ///   - key: Chooses the noise; see ``NoiseSource``.
    ///   - firstImage: The place of the first image in the batch that it is a part of: parts get
    ///     the noise that they would get in the whole.
    /// - Returns: The noisy values in single precision or better.
    /// - Throws: ``TorchError`` with code `.outOfMemory`, or `.refused` without an image.
    package func addingNoise(key: UInt64, firstImage: Int = 0) throws(TorchError) -> Tensor {
        let first = UInt64(max(0, firstImage))
        return try unsafe TorchCall.make { unsafe ft_add_noise(handle, key, first, $0) }
    }

    /// `round(x - m) + m` with half to even, per channel of `[N, C, H, W]`.
    ///
    /// - Parameters:
    ///   - medians: `m`, `[C]`; constants.
    ///   - isStraightThrough: Whether gradients pass as if nothing was rounded; else there are none.
    /// - Returns: The rounded values in single precision or better.
    /// - Throws: ``TorchError`` with code `.refused` when channels do not match.
    package func rounded(
        about medians: Tensor,
        isStraightThrough: Bool
    ) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { result in
            unsafe ft_round_about(handle, medians.handle, isStraightThrough, result)
        }
    }
}
