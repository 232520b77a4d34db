public import FrankenEntropy

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Makes integer tables from latents at hand, for encoders that come without a trained prior.
///
/// A channel's table is the histogram of its symbols, mixed with a two-sided geometric
/// distribution of the same mean magnitude, so that values nobody has seen yet can be coded.
public enum TableFit {
    /// The weight of the smooth distribution, in observations per observation.
    private static let smoothing = 0.01
    /// How far beyond the largest magnitude seen a table reaches.
    private static let margin = 2
    /// Values further out than this are escapes.
    private static let reachLimit = 1024
    /// What the escape is taken to be worth.
    private static let escapeProbability = 1e-5

    /// Fits one table per channel.
    ///
    /// - Parameters:
    ///   - latents: Latents of several images, each `[C, planeCount]`, in quantizer steps.
    ///   - channelCount: *C*.
    /// - Returns: Tables of precision 16 whose medians are those of the values.
    /// - Throws: ``CodecError`` with code `.invalidLatents` when there are none, when one has a
    ///   count that is no multiple of *C*, or a value that is not finite; `EntropyError` otherwise.
    public static func tables(
        fitting latents: [[Float]],
        channelCount: Int
    ) throws -> EntropyTables {
        guard channelCount > 0, !latents.isEmpty,
            latents.allSatisfy({ !$0.isEmpty && $0.count.isMultiple(of: channelCount) })
        else {
            throw CodecError(
                .invalidLatents,
                "expected latents of \(channelCount) channels, found counts of "
                    + "\(latents.prefix(8).map(\.count))"
            )
        }
        guard latents.allSatisfy({ $0.allSatisfy { $0.magnitude < 1e6 } }) else {
            throw CodecError(
                .invalidLatents,
                "expected finite latents below 1000000, found one that is not"
            )
        }
        let channels = try (0..<channelCount).map { channel in
            try table(
                of: latents.flatMap { latent in
                    let plane = latent.count / channelCount
                    return latent[channel * plane..<(channel + 1) * plane]
                }
            )
        }
        return try EntropyTables(precision: 16, channels: channels)
    }

    private static func table(of values: [Float]) throws -> EntropyTables.Channel {
        let median = values.sorted()[values.count / 2]
        let symbols = values.map { Int(($0 - median).rounded(.toNearestOrEven)) }
        let low = max((symbols.min() ?? 0) - margin, -reachLimit)
        let high = min((symbols.max() ?? 0) + margin, reachLimit)
        var counts = [Double](repeating: 0, count: high - low + 1)
        for symbol in symbols where (low...high).contains(symbol) { counts[symbol - low] += 1 }
        let total = Double(symbols.count)
        let magnitude = symbols.reduce(0.0) { $0 + Double(abs($1)) } / total + 0.05
        // The two-sided geometric distribution of this mean magnitude.
        let decay = ((1 + magnitude * magnitude).squareRoot() - 1) / magnitude
        let smooth = (low...high).map { pow(decay, Double(abs($0))) }
        let smoothTotal = smooth.reduce(0, +)
        var probabilities = zip(counts, smooth).map { count, weight in
            Float((count / total + smoothing * weight / smoothTotal) / (1 + smoothing))
        }
        probabilities.append(Float(escapeProbability))
        return .init(
            offset: Int32(low),
            median: median,
            cdf: try QuantizedCDF.make(probabilities, precision: 16)
        )
    }
}
