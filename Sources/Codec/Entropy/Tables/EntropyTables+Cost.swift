#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension EntropyTables {
    /// The bits each channel costs under these tables, if a coder lost nothing.
    ///
    /// A value outside its table costs its escape and sixteen bits. The sum over the channels is
    /// the cross-entropy that payload sizes are measured against.
    ///
    /// - Parameters:
    ///   - symbols: Integers in channel-major order, `shape.symbolCount` of them.
    ///   - shape: Its channel count is that of the tables.
    /// - Returns: One number of bits per channel.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape` or `.symbolCountMismatch`.
    package func bitsPerChannel(
        of symbols: Span<Int32>,
        shape: LatentShape
    ) throws(BitstreamError) -> [Double] {
        try shape.check(channels: channels.count, symbols: symbols.count)
        return channels.indices.map { index in
            let channel = channels[index]
            var counts = [Int](repeating: 0, count: channel.escapeIndex + 1)
            for position in index * shape.planeCount..<(index + 1) * shape.planeCount {
                let value = Int(symbols[position]) - Int(channel.offset)
                let isEscape = value < 0 || value >= channel.escapeIndex
                counts[isEscape ? channel.escapeIndex : value] += 1
            }
            var bits = 16.0 * Double(counts[channel.escapeIndex])
            for (value, count) in counts.enumerated() where count > 0 {
                let frequency = channel.cdf[value + 1] - channel.cdf[value]
                bits += Double(count) * (Double(precision) - log2(Double(frequency)))
            }
            return bits
        }
    }
}
