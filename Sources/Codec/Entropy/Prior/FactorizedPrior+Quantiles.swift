#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension FactorizedPrior {
    /// The logits that the three quantiles of a channel should have: ∓ln(2 / tail mass - 1) and 0.
    public static var quantileLogits: [Double] {
        let tail = log(2 / tailMass - 1)
        return [-tail, 0, tail]
    }

    /// The median of each channel: what the quantizer subtracts before it rounds.
    public var medians: [Float] {
        (0..<channelCount).map { quantiles[$0 * 3 + 1] }
    }

    /// How far the quantiles' logits are from where they should be, summed; the auxiliary loss.
    ///
    /// - Returns: The loss and its derivative with respect to each quantile, `[C, 3]`. The network
    ///   gets no gradient from it.
    public func quantileLoss() -> (loss: Double, gradient: [Double]) {
        let targets = Self.quantileLogits
        var loss = 0.0
        var gradient = [Double](repeating: 0, count: quantiles.count)
        for (index, quantile) in quantiles.enumerated() {
            let trace = PriorTrace(network, channel: index / 3, at: Double(quantile))
            let difference = trace.logit - targets[index % 3]
            loss += abs(difference)
            let sign: Double = difference > 0 ? 1 : difference < 0 ? -1 : 0
            var ignored = PriorNetwork<Double>(channelCount: channelCount)
            gradient[index] = trace.backward(sign, into: &ignored)
        }
        return (loss, gradient)
    }

    /// The quantiles where the network says they are, found by bisection.
    ///
    /// The network is monotone, so this needs no training and always gives the same answer.
    ///
    /// - Parameter radius: Where to look: from -`radius` to `radius`, in quantizer steps.
    /// - Returns: `[C, 3]`, to be stored in ``quantiles``.
    public func solvedQuantiles(radius: Double = 1e5) -> [Float] {
        (0..<channelCount).flatMap { channel in
            Self.quantileLogits.map { target in
                var (low, high) = (-radius, radius)
                // Each round halves the interval: 2e5 to below single precision's resolution.
                for _ in 0..<64 {
                    let middle = (low + high) / 2
                    if logit(of: middle, channel: channel) < target {
                        low = middle
                    } else {
                        high = middle
                    }
                }
                return Float(high)
            }
        }
    }
}
