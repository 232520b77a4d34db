extension LatentCodec {
    /// Rounds a latent to symbols: round(g y - m), ties to even.
    ///
    /// - Parameters:
    ///   - latent: `[C, H, W]`, as the encoder network gives it.
    ///   - shape: The latent's shape.
    ///   - level: The index of a level.
    ///   - symbols: Receives one integer per value; an array of the right size is reused. It is empty
    ///     after an error.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape`, `.symbolCountMismatch`, or
    ///   `.symbolOutOfRange` for a value that is not finite or beyond ±2^21 steps.
    /// - Precondition: `level` is an index of ``levels``.
    public func quantize(
        _ latent: Span<Float>,
        shape: LatentShape,
        level: Int = 0,
        into symbols: inout [Int32]
    ) throws(BitstreamError) {
        let rate = levels[level]
        try shape.check(channels: channelCount, symbols: latent.count)
        if symbols.count != latent.count {
            symbols = [Int32](repeating: 0, count: latent.count)
        }
        // Adding 1.5 · 2^23 leaves no bits below one, so the addition rounds, ties to even; the
        // integer is then in the low bits. This vectorizes where a rounding instruction does not.
        let shifter: Float = 12_582_912
        let limit = Int32(bitPattern: Float(2_097_152).bitPattern)
        var largest: Int32 = 0
        var output = symbols.mutableSpan
        for (index, channel) in rate.tables.channels.enumerated() {
            let (median, gain) = (channel.median, rate.gains[index])
            for place in index * shape.planeCount..<(index + 1) * shape.planeCount {
                let value = gain * latent[place] - median
                // Magnitudes order as integers, with infinities and NaNs above all the others.
                largest = max(largest, Int32(bitPattern: value.magnitude.bitPattern))
                output[place] = Int32(
                    bitPattern: (value + shifter).bitPattern &- shifter.bitPattern
                )
            }
        }
        guard largest <= limit else {
            symbols.removeAll(keepingCapacity: true)
            throw BitstreamError(
                .symbolOutOfRange,
                "the latent has a value that is not finite or beyond 2097152 steps; "
                    + "did the encoder get a normalized image?"
            )
        }
    }

    /// Turns symbols back into a latent: g' (symbol + m).
    ///
    /// - Parameters:
    ///   - symbols: What ``LatentDecoder`` gave.
    ///   - shape: The latent's shape.
    ///   - level: The index of a level.
    ///   - latent: Receives one value per symbol; an array of the right size is reused.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape` or `.symbolCountMismatch`.
    /// - Precondition: `level` is an index of ``levels``.
    public func dequantize(
        _ symbols: Span<Int32>,
        shape: LatentShape,
        level: Int = 0,
        into latent: inout [Float]
    ) throws(BitstreamError) {
        let rate = levels[level]
        try shape.check(channels: channelCount, symbols: symbols.count)
        if latent.count != symbols.count {
            latent = [Float](repeating: 0, count: symbols.count)
        }
        var output = latent.mutableSpan
        for (index, channel) in rate.tables.channels.enumerated() {
            let (median, gain) = (channel.median, rate.inverseGains[index])
            for place in index * shape.planeCount..<(index + 1) * shape.planeCount {
                output[place] = gain * (Float(symbols[place]) + median)
            }
        }
    }
}
