#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension FactorizedPrior {
    /// Where a channel's table measures the probability beyond its last value.
    public enum TailRule: Sendable {
        /// Behind the channel's own last value.
        case ownLast
        /// Behind the last value of the longest channel, as CompressAI does by padding. The escapes
        /// of shorter channels come out too rare; only for tables equal to CompressAI's.
        case longestChannel
    }

    /// Builds the integer tables that encoders and decoders share.
    ///
    /// Each channel's table runs from the median less the left tail's distance to the median plus
    /// the right one's, rounded outwards, and ends in an escape. Probabilities are computed as
    /// CompressAI does it, each operation rounded to single precision: in double precision one of
    /// the reference's tables comes out a count off, because a probability lies within 4e-8 of
    /// where the rounding to 16 bits turns.
    ///
    /// - Parameters:
    ///   - precision: Probabilities become multiples of 2^-precision.
    ///   - tail: How likely an escape is taken to be.
    /// - Returns: One table per channel, with its median.
    /// - Throws: ``EntropyError`` with code `.invalidPrior` when quantiles are out of order or further
    ///   than 2^15 from the median, and as ``QuantizedCDF`` does.
    public func makeTables(
        precision: Int = 16,
        tail: TailRule = .ownLast
    ) throws(EntropyError) -> EntropyTables {
        var reaches: [(low: Int, high: Int)] = []
        for channel in 0..<channelCount {
            let (left, median, right) = (
                quantiles[channel * 3], quantiles[channel * 3 + 1], quantiles[channel * 3 + 2]
            )
            let low = max(0, (median - left).rounded(.up))
            let high = max(0, (right - median).rounded(.up))
            guard median.isFinite, low <= 32768, high <= 32768 else {
                throw EntropyError(
                    .invalidPrior,
                    "channel \(channel) reaches from \(left) to \(right) about \(median); more than "
                        + "32768 steps. Store solvedQuantiles() before making tables"
                )
            }
            reaches.append((Int(low), Int(high)))
        }
        let longest = reaches.map { $0.low + $0.high + 1 }.max() ?? 1
        var channels: [EntropyTables.Channel] = []
        for (channel, reach) in reaches.enumerated() {
            let median = quantiles[channel * 3 + 1]
            let first = median - Float(reach.low)
            let count = reach.low + reach.high + 1
            var probabilities = (0..<count).map { index in
                singleLikelihood(of: first + Float(index), channel: channel)
            }
            let last = first + Float((tail == .ownLast ? count : longest) - 1)
            probabilities.append(
                Self.singleSigmoid(singleLogit(of: first - 0.5, channel: channel))
                    + Self.singleSigmoid(-singleLogit(of: last + 0.5, channel: channel))
            )
            channels.append(
                .init(
                    offset: Int32(-reach.low),
                    median: median,
                    cdf: try QuantizedCDF.make(probabilities, precision: precision)
                )
            )
        }
        return try EntropyTables(precision: precision, channels: channels)
    }

    /// ``unboundedLikelihood(of:channel:)`` with every result rounded to single precision.
    private func singleLikelihood(of x: Float, channel: Int) -> Float {
        let lower = singleLogit(of: x - 0.5, channel: channel)
        let upper = singleLogit(of: x + 0.5, channel: channel)
        let sign: Float = lower + upper > 0 ? -1 : 1
        return abs(Self.singleSigmoid(sign * upper) - Self.singleSigmoid(sign * lower))
    }

    private func singleLogit(of x: Float, channel: Int) -> Float {
        Float(PriorTrace(network, channel: channel, at: Double(x), isSingle: true).logit)
    }

    private static func singleSigmoid(_ x: Float) -> Float {
        1 / (1 + Float(exp(Double(-x))))
    }
}
