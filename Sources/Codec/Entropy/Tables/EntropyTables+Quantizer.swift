extension EntropyTables {
    /// Rounds a latent to symbols, as ``LatentCodec/quantize(_:shape:level:into:)`` of one rate.
    ///
    /// - Throws: ``BitstreamError`` as that does.
    package func quantize(
        _ latent: Span<Float>,
        shape: LatentShape,
        into symbols: inout [Int32]
    ) throws(BitstreamError) {
        try LatentCodec(self).quantize(latent, shape: shape, into: &symbols)
    }

    /// Turns symbols back into a latent, as ``LatentCodec/dequantize(_:shape:level:into:)`` of one
    /// rate.
    ///
    /// - Throws: ``BitstreamError`` as that does.
    package func dequantize(
        _ symbols: Span<Int32>,
        shape: LatentShape,
        into latent: inout [Float]
    ) throws(BitstreamError) {
        try LatentCodec(self).dequantize(symbols, shape: shape, into: &latent)
    }
}
