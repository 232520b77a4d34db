#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension FactorizedPrior {
    /// The logit of the cumulative distribution of `channel` at `x`.
    ///
    /// - Precondition: `channel` is less than ``channelCount``.
    public func logit(of x: Double, channel: Int) -> Double {
        PriorTrace(network, channel: channel, at: x).logit
    }

    /// The probability of the quantizer step about `x`, at least ``likelihoodBound``.
    ///
    /// - Precondition: `channel` is less than ``channelCount``.
    public func likelihood(of x: Double, channel: Int) -> Double {
        max(unboundedLikelihood(of: x, channel: channel), Self.likelihoodBound)
    }

    /// The probability of the quantizer step about `x`, which far out may round to zero.
    ///
    /// - Precondition: `channel` is less than ``channelCount``.
    public func unboundedLikelihood(of x: Double, channel: Int) -> Double {
        Self.step(
            from: logit(of: x - 0.5, channel: channel),
            to: logit(of: x + 0.5, channel: channel)
        )
    }

    /// The cost of `values` in bits, and its derivatives.
    ///
    /// Gradients follow the bound's rule (``passes(value:incoming:)``): where a likelihood is at the
    /// bound, only a step that raises it counts. The rate's own gradient always is one.
    ///
    /// - Parameters:
    ///   - values: `[C, planeCount]`, noisy or rounded.
    ///   - planeCount: Values per channel.
    /// - Returns: The bits, their derivatives with respect to each value, and with respect to each
    ///   parameter.
    /// - Throws: ``EntropyError`` with code `.invalidPrior` when the count does not match.
    public func rate(
        of values: [Float],
        planeCount: Int
    ) throws(EntropyError) -> (
        bits: Double, valueGradient: [Double], networkGradient: PriorNetwork<Double>
    ) {
        guard planeCount >= 0, values.count == planeCount * channelCount else {
            throw EntropyError(
                .invalidPrior,
                "\(values.count) values given; \(channelCount) channels of \(planeCount) expected"
            )
        }
        var bits = 0.0
        var valueGradient = [Double](repeating: 0, count: values.count)
        var networkGradient = PriorNetwork<Double>(channelCount: channelCount)
        for (index, value) in values.enumerated() {
            let channel = index / planeCount
            let bounded = max(
                likelihood(of: Double(value), channel: channel),
                .leastNormalMagnitude
            )
            bits -= log2(bounded)
            valueGradient[index] = likelihoodGradient(
                at: Double(value),
                channel: channel,
                incoming: -1 / (bounded * log(2)),
                into: &networkGradient
            )
        }
        return (bits, valueGradient, networkGradient)
    }

    /// Goes back through the bounded likelihood.
    ///
    /// - Parameters:
    ///   - x: Where it was taken.
    ///   - channel: Of which channel.
    ///   - incoming: Derivative of the loss with respect to the likelihood.
    ///   - gradient: Gets the derivatives with respect to the parameters added.
    /// - Returns: The derivative of the loss with respect to `x`.
    public func likelihoodGradient(
        at x: Double,
        channel: Int,
        incoming: Double,
        into gradient: inout PriorNetwork<Double>
    ) -> Double {
        let lower = PriorTrace(network, channel: channel, at: x - 0.5)
        let upper = PriorTrace(network, channel: channel, at: x + 0.5)
        let value = Self.step(from: lower.logit, to: upper.logit)
        guard Self.passes(value: value, incoming: incoming) else { return 0 }
        return upper.backward(incoming * Self.density(upper.logit), into: &gradient)
            + lower.backward(-incoming * Self.density(lower.logit), into: &gradient)
    }

    /// Whether a bounded likelihood lets a gradient through: above the bound always, at the bound
    /// when descending the loss raises the likelihood.
    ///
    /// - SeeAlso: CompressAI 1.2.2 `LowerBound`.
    public static func passes(value: Double, incoming: Double) -> Bool {
        value >= likelihoodBound || incoming < 0
    }

    /// The probability between two logits.
    ///
    /// Both are mirrored to the side where sigmoids are small, so that their difference keeps its
    /// digits. Where they cancel exactly, either side will do; CompressAI's sign function gives zero
    /// there, and with it the probability zero.
    static func step(from lower: Double, to upper: Double) -> Double {
        let sign: Double = lower + upper > 0 ? -1 : 1
        return abs(sigmoid(sign * upper) - sigmoid(sign * lower))
    }

    static func sigmoid(_ x: Double) -> Double {
        let decay = exp(-abs(x))
        return x >= 0 ? 1 / (1 + decay) : decay / (1 + decay)
    }

    /// The sigmoid's derivative.
    private static func density(_ x: Double) -> Double {
        let decay = exp(-abs(x))
        return decay / ((1 + decay) * (1 + decay))
    }
}
