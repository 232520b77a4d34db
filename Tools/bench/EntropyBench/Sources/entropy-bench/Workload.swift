import FrankenEntropy
import Glibc

/// Tables and latents as a trained model would make them, at a chosen rate.
///
/// Each channel is a discretized Laplace distribution; the scales spread over the channels like
/// those of a learned prior (a factor of two up or down), and one factor on all of them sets the
/// rate. Tables reach as far as CompressAI's do, to a tail mass of 1e-9, and symbols are drawn from
/// the integer tables, so that the tables' entropy is the true one.
struct Workload {
    let tables: EntropyTables
    let shape: LatentShape
    /// Several latents of the same statistics: one alone, coded over and over, would let the branch
    /// predictor learn its symbols by heart.
    let latents: [[Int32]]

    init(
        bitsPerSymbol: Double,
        latentCount: Int,
        channels: Int = 48,
        side: Int = 28,
        seed: UInt64
    ) throws {
        var generator = SplitMix(seed: seed)
        let spreads = (0..<channels).map { _ in
            exp2(Double.random(in: -1...1, using: &generator))
        }
        var (low, high) = (0.01, 50.0)
        for _ in 0..<60 {
            let middle = (low * high).squareRoot()
            let mean = spreads.reduce(0) { $0 + Self.entropy(scale: middle * $1) }
            if mean / Double(channels) < bitsPerSymbol { low = middle } else { high = middle }
        }
        tables = try EntropyTables(
            precision: 16,
            channels: spreads.map { spread in
                let pmf = Self.laplace(scale: low * spread)
                return .init(
                    offset: Int32(-(pmf.count / 2)),
                    median: 0,
                    cdf: try QuantizedCDF.make(pmf.map { Float($0) } + [1e-9])
                )
            }
        )
        shape = try LatentShape(channels: channels, height: side, width: side)
        let tables = tables
        latents = (0..<latentCount).map { _ in
            tables.channels.flatMap { channel in
                (0..<side * side).map { _ in Self.draw(channel, &generator) }
            }
        }
    }

    /// Draws a value; an escape becomes one of the values just outside the table.
    static func draw(_ channel: EntropyTables.Channel, _ generator: inout SplitMix) -> Int32 {
        let slot = UInt32.random(in: 0..<(channel.cdf.last ?? 1), using: &generator)
        var (low, high) = (0, channel.cdf.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if channel.cdf[middle] <= slot { low = middle } else { high = middle }
        }
        guard low == channel.escapeIndex else { return channel.offset + Int32(low) }
        let beyond = Int32.random(in: 0..<40, using: &generator)
        return beyond.isMultiple(of: 2)
            ? channel.offset - 1 - beyond : channel.offset + Int32(low) + beyond
    }

    private static func laplace(scale: Double) -> [Double] {
        let reach = Int((20.7 * scale).rounded(.up)) + 1
        func cumulative(_ x: Double) -> Double {
            x < 0 ? 0.5 * exp(x / scale) : 1 - 0.5 * exp(-x / scale)
        }
        return (-reach...reach).map { cumulative(Double($0) + 0.5) - cumulative(Double($0) - 0.5) }
    }

    private static func entropy(scale: Double) -> Double {
        laplace(scale: scale).reduce(0) { $1 > 0 ? $0 - $1 * log2($1) : $0 }
    }
}
