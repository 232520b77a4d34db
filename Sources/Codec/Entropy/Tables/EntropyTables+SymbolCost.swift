#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension EntropyTables {
    /// The bits each symbol costs under these tables, if a coder lost nothing.
    ///
    /// Summed over a channel this is ``bitsPerChannel(of:shape:)``.
    ///
    /// - Parameters:
    ///   - symbols: Integers in channel-major order, `shape.symbolCount` of them.
    ///   - shape: Its channel count is that of the tables.
    /// - Returns: One number of bits per symbol, in the same order.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape` or `.symbolCountMismatch`.
    package func bitsPerSymbol(
        of symbols: Span<Int32>,
        shape: LatentShape
    ) throws(BitstreamError) -> [Float] {
        try shape.check(channels: channels.count, symbols: symbols.count)
        var bits: [Float] = []
        bits.reserveCapacity(symbols.count)
        for (index, channel) in channels.enumerated() {
            let costs = prices(of: channel)
            for position in index * shape.planeCount..<(index + 1) * shape.planeCount {
                let value = Int(symbols[position]) - Int(channel.offset)
                let isEscape = value < 0 || value >= channel.escapeIndex
                bits.append(costs[isEscape ? channel.escapeIndex : value])
            }
        }
        return bits
    }

    /// The bits of each symbol index of a channel; the escape, the last, with its sixteen.
    func prices(of channel: Channel) -> [Float] {
        (0...channel.escapeIndex).map { value in
            let frequency = Float(channel.cdf[value + 1] - channel.cdf[value])
            let escape: Float = value == channel.escapeIndex ? 16 : 0
            return Float(precision) - log2(frequency) + escape
        }
    }
}
