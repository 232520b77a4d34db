internal import CTorch
package import FrankenEntropy

/// The factorized prior as tensors: what a latent costs, with gradients.
///
/// `FactorizedPrior` is the reference; this computes the same in single precision, in one vectorized
/// loop on the processor.
package struct TrainablePrior: Sendable {
    /// The name of the quantiles among ``parameters``; the others are `PriorNetwork.names`.
    package static let quantilesName = "quantiles"

    /// Latent channels.
    package let channelCount: Int
    /// Fourteen arrays in CompressAI's names and layouts, then the quantiles, `[C, 1, 3]`.
    package var parameters: ParameterSet

    /// The tensors of a prior, all trainable.
    ///
    /// - Parameters:
    ///   - prior: Where the numbers come from.
    ///   - element: The number format; double precision is for checks.
    ///   - device: Where to.
    /// - Throws: ``TorchError``.
    package init(
        _ prior: FactorizedPrior,
        as element: Tensor.Element = .float32,
        on device: Device = .cpu
    ) throws(TorchError) {
        let widths = FactorizedPrior.widths
        channelCount = prior.channelCount
        parameters = ParameterSet()
        for (index, name) in PriorNetwork<Float>.names.enumerated() {
            let layer = index < 5 ? index : index < 10 ? index - 5 : index - 10
            parameters[name] = try Tensor.of(
                prior.network.arrays[index],
                shape: [channelCount, widths[layer + 1], index < 5 ? widths[layer] : 1],
                as: element,
                on: device,
                isTrainable: true
            )
        }
        parameters[Self.quantilesName] = try Tensor.of(
            prior.quantiles,
            shape: [channelCount, 1, 3],
            as: element,
            on: device,
            isTrainable: true
        )
    }

    /// The prior that the tensors hold now.
    ///
    /// - Returns: The prior, from which tables can be made.
    /// - Throws: ``TorchError``, or `EntropyError` when a number is not finite.
    package func prior() throws -> FactorizedPrior {
        let arrays = try PriorNetwork<Float>.names.map { try parameters.tensor(named: $0).floats() }
        return try FactorizedPrior(
            network: PriorNetwork(
                matrices: Array(arrays[..<5]),
                biases: Array(arrays[5..<10]),
                factors: Array(arrays[10...])
            ),
            quantiles: parameters.tensor(named: Self.quantilesName).floats()
        )
    }

    /// How bits are computed.
    package enum Method: Sendable, Hashable {
        /// One loop on the processor; composed elsewhere.
        case fused
        /// From libtorch's operations.
        case composed
    }

    /// What latents cost, in bits, summed over the batch.
    ///
    /// - Shape: `values` is `[N, C, H, W]`.
    /// - Parameters:
    ///   - values: Noisy or rounded latents.
    ///   - method: How; the results agree.
    /// - Returns: A scalar, differentiable in the values and in all parameters but the quantiles.
    ///   The loss must grow with it: a negative factor is refused on the way back.
    /// - Throws: ``TorchError`` with code `.refused` when the channels do not match.
    package func bits(of values: Tensor, by method: Method = .fused) throws(TorchError) -> Tensor {
        try unsafe TorchCall.withHandles(network()) { arrays throws(TorchError) in
            try unsafe TorchCall.make { result in
                unsafe ft_prior_bits(
                    values.handle,
                    arrays,
                    FactorizedPrior.likelihoodBound,
                    method == .composed,
                    result
                )
            }
        }
    }

    /// What each channel of each image costs, in bits, where values were multiplied by gains.
    ///
    /// The prior stays that of values before their gains, so one serves all of them: `v` costs what
    /// lies between `(v - 0.5) / gain` and `(v + 0.5) / gain`.
    ///
    /// - Shape: `values` is `[N, C, H, W]`, `gains` is `[N, C]`.
    /// - Parameters:
    ///   - values: Noisy or rounded latents times their gains.
    ///   - gains: Above 0.
    ///   - method: How; the results agree.
    /// - Returns: `[N, C]`, differentiable in values, gains and all parameters but the quantiles.
    /// - Throws: ``TorchError`` with code `.refused` when the shapes do not match.
    package func bits(
        of values: Tensor,
        gains: Tensor,
        by method: Method = .fused
    ) throws(TorchError) -> Tensor {
        try unsafe TorchCall.withHandles(network()) { arrays throws(TorchError) in
            try unsafe TorchCall.make { result in
                unsafe ft_prior_bits_at_gains(
                    values.handle,
                    gains.handle,
                    arrays,
                    FactorizedPrior.likelihoodBound,
                    method == .composed,
                    result
                )
            }
        }
    }

    /// How far the quantiles' logits are from where they should be, summed.
    ///
    /// - Returns: A scalar, differentiable in the quantiles alone.
    /// - Throws: ``TorchError``.
    package func quantileLoss() throws(TorchError) -> Tensor {
        let quantiles = try parameters.tensor(named: Self.quantilesName)
        return try unsafe TorchCall.withHandles(network()) { arrays throws(TorchError) in
            try unsafe TorchCall.make { result in
                unsafe ft_quantile_loss(
                    quantiles.handle,
                    arrays,
                    FactorizedPrior.quantileLogits[2],
                    result
                )
            }
        }
    }

    /// The median of each channel, `[C]`: what the quantizer subtracts.
    ///
    /// - Throws: ``TorchError``.
    package func medians(on device: Device = .cpu) throws(TorchError) -> Tensor {
        let quantiles = try parameters.tensor(named: Self.quantilesName).floats()
        let medians = (0..<channelCount).map { quantiles[$0 * 3 + 1] }
        return try Tensor.of(medians, shape: [channelCount], on: device)
    }

    private func network() throws(TorchError) -> [Tensor] {
        var arrays: [Tensor] = []
        for name in PriorNetwork<Float>.names {
            arrays.append(try parameters.tensor(named: name))
        }
        return arrays
    }
}
