extension EntropyTables {
    /// Rounds a latent to symbols: round(y - median), ties to even.
    ///
    /// - Parameters:
    ///   - latent: `[C, H, W]`, in quantizer steps.
    ///   - shape: The latent's shape.
    ///   - symbols: Receives one integer per value; an array of the right size is reused. It is empty
    ///     after an error.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape`, `.symbolCountMismatch`, or
    ///   `.symbolOutOfRange` for a value that is not finite or beyond ±2^21 steps.
    public func quantize(
        _ latent: Span<Float>,
        shape: LatentShape,
        into symbols: inout [Int32]
    ) throws(BitstreamError) {
        try shape.check(channels: channels.count, symbols: latent.count)
        if symbols.count != latent.count {
            symbols = [Int32](repeating: 0, count: latent.count)
        }
        // Adding 1.5 · 2^23 leaves no bits below one, so the addition rounds, ties to even; the
        // integer is then in the low bits. This vectorizes where a rounding instruction does not.
        let shifter: Float = 12_582_912
        let limit = Int32(bitPattern: Float(2_097_152).bitPattern)
        var largest: Int32 = 0
        var output = symbols.mutableSpan
        for index in channels.indices {
            let median = channels[index].median
            for place in index * shape.planeCount..<(index + 1) * shape.planeCount {
                let value = latent[place] - median
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

    /// Turns symbols back into a latent: symbol + median.
    ///
    /// - Parameters:
    ///   - symbols: What ``LatentDecoder`` gave.
    ///   - shape: The latent's shape.
    ///   - latent: Receives one value per symbol; an array of the right size is reused.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape` or `.symbolCountMismatch`.
    public func dequantize(
        _ symbols: Span<Int32>,
        shape: LatentShape,
        into latent: inout [Float]
    ) throws(BitstreamError) {
        try shape.check(channels: channels.count, symbols: symbols.count)
        if latent.count != symbols.count {
            latent = [Float](repeating: 0, count: symbols.count)
        }
        var output = latent.mutableSpan
        for index in channels.indices {
            let median = channels[index].median
            for place in index * shape.planeCount..<(index + 1) * shape.planeCount {
                output[place] = Float(symbols[place]) + median
            }
        }
    }
}
