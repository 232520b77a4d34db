extension LatentCodec {
    /// The bits each channel costs at a level, if a coder lost nothing.
    ///
    /// A value outside its table costs its escape and sixteen bits. The sum over the channels is
    /// the cross-entropy that payload sizes are measured against.
    ///
    /// - Parameters:
    ///   - symbols: Integers in channel-major order, `shape.symbolCount` of them.
    ///   - shape: Its channel count is that of the tables.
    ///   - level: The index of a level.
    /// - Returns: One number of bits per channel.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape` or `.symbolCountMismatch`.
    /// - Precondition: `level` is an index of ``levels``.
    public func bitsPerChannel(
        of symbols: Span<Int32>,
        shape: LatentShape,
        level: Int = 0
    ) throws(BitstreamError) -> [Double] {
        try levels[level].tables.bitsPerChannel(of: symbols, shape: shape)
    }

    /// The bits each symbol costs at a level, if a coder lost nothing.
    ///
    /// Summed over a channel this is ``bitsPerChannel(of:shape:level:)``.
    ///
    /// - Parameters:
    ///   - symbols: Integers in channel-major order, `shape.symbolCount` of them.
    ///   - shape: Its channel count is that of the tables.
    ///   - level: The index of a level.
    /// - Returns: One number of bits per symbol, in the same order.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape` or `.symbolCountMismatch`.
    /// - Precondition: `level` is an index of ``levels``.
    public func bitsPerSymbol(
        of symbols: Span<Int32>,
        shape: LatentShape,
        level: Int = 0
    ) throws(BitstreamError) -> [Float] {
        try levels[level].tables.bitsPerSymbol(of: symbols, shape: shape)
    }
}
