/// Counts what a latent costs at any level without coding it: a table look-up per symbol.
///
/// The prices of a level are worked out when it is first asked for; keep one per thread and reuse it.
public struct RateCounter: Sendable {
    private struct Prices: Sendable {
        /// Bits by symbol index, the escape with its sixteen behind the ordinary values.
        var bits: [Float]
        /// Where each channel's prices begin.
        var starts: [Int]
    }

    /// What is counted for.
    public let codec: LatentCodec
    private var prices: [Prices?]

    /// A counter.
    ///
    /// - Parameter codec: What is counted for.
    public init(_ codec: LatentCodec) {
        self.codec = codec
        prices = codec.levels.map { _ in nil }
    }

    /// The bits of a latent at a level, if a coder lost nothing.
    ///
    /// - Parameters:
    ///   - latent: `[C, H, W]`, as the encoder network gives it.
    ///   - shape: The latent's shape.
    ///   - level: The index of a level.
    /// - Returns: Bits of the payload, without a header.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape` or `.symbolCountMismatch`.
    /// - Precondition: `level` is an index of the codec's levels.
    public mutating func bits(
        of latent: Span<Float>,
        shape: LatentShape,
        level: Int
    ) throws(BitstreamError) -> Double {
        try shape.check(channels: codec.channelCount, symbols: latent.count)
        let prices = prices(of: level)
        let rate = codec.levels[level]
        var total = 0.0
        for (index, channel) in rate.tables.channels.enumerated() {
            let (gain, start) = (rate.gains[index], prices.starts[index])
            let escape = channel.escapeIndex
            let (median, offset) = (channel.median, Float(channel.offset))
            var bits: Float = 0
            for place in index * shape.planeCount..<(index + 1) * shape.planeCount {
                // What is no number compares as false, and is priced as an escape.
                let symbol = (gain * latent[place] - median).rounded(.toNearestOrEven)
                let value = symbol - offset
                let isOrdinary = value >= 0 && value < Float(escape)
                bits += prices.bits[start + (isOrdinary ? Int(value) : escape)]
            }
            total += Double(bits)
        }
        return total
    }

    /// The highest level at which a latent's stream is expected to fit.
    ///
    /// Bytes rise with the level; the axis is bisected, so at most nine levels are counted.
    ///
    /// - Parameters:
    ///   - latent: `[C, H, W]`, as the encoder network gives it.
    ///   - shape: The latent's shape.
    ///   - byteCount: The most bytes of a stream, its header included.
    ///   - overhead: Bytes that a coder adds to a payload's bits.
    /// - Returns: The index of a level; nil when the lowest does not fit.
    /// - Throws: As ``bits(of:shape:level:)``.
    public mutating func highestLevel(
        of latent: Span<Float>,
        shape: LatentShape,
        within byteCount: Int,
        overhead: Int = 16
    ) throws(BitstreamError) -> Int? {
        let room = 8 * Double(byteCount - BitstreamHeader.byteCount - overhead)
        var (fitting, tooLarge) = (-1, codec.levels.count)
        while tooLarge - fitting > 1 {
            let middle = (fitting + tooLarge) / 2
            if try bits(of: latent, shape: shape, level: middle) <= room {
                fitting = middle
            } else {
                tooLarge = middle
            }
        }
        return fitting < 0 ? nil : fitting
    }

    private mutating func prices(of level: Int) -> Prices {
        if let known = prices[level] { return known }
        let tables = codec.levels[level].tables
        var made = Prices(bits: [], starts: [])
        for channel in tables.channels {
            made.starts.append(made.bits.count)
            made.bits += tables.prices(of: channel)
        }
        prices[level] = made
        return made
    }
}
