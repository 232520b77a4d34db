internal import CImageCodecs

extension PixelImage {
    /// The image as the bytes of a baseline JPEG file with 4:2:0 chroma: what Pillow writes.
    ///
    /// - Parameters:
    ///   - quality: 1 to 100, on libjpeg's scale.
    ///   - optimizesTables: Whether the file has Huffman tables of its own: the same pixels in
    ///     fewer bytes, what Pillow writes with `optimize=True`.
    /// - Returns: The file's content.
    /// - Throws: ``ImageError/Code/invalidGeometry`` for a quality or a side that JPEG does not
    ///   have, ``ImageError/Code/outOfMemory``.
    public func jpegBytes(
        quality: Int,
        optimizesTables: Bool = false
    ) throws(ImageError) -> [UInt8] {
        try encoded(as: .jpeg, quality: quality, in: 1...100, optimizesTables: optimizesTables)
    }

    /// The image as the bytes of a lossy WebP file, encoded with method 4: what Pillow writes.
    ///
    /// - Parameter quality: 0 to 100, on libwebp's scale.
    /// - Returns: The file's content.
    /// - Throws: ``ImageError/Code/invalidGeometry`` for a quality or a side that WebP does not
    ///   have, ``ImageError/Code/outOfMemory``.
    public func webpBytes(quality: Int) throws(ImageError) -> [UInt8] {
        try encoded(as: .webp, quality: quality, in: 0...100)
    }

    private func encoded(
        as format: ImageFormat,
        quality: Int,
        in range: ClosedRange<Int>,
        optimizesTables: Bool = false
    ) throws(ImageError) -> [UInt8] {
        let side = format == .jpeg ? 65_500 : 16_383
        guard range.contains(quality), width <= side, height <= side else {
            throw ImageError(
                .invalidGeometry,
                """
                Expected a quality of \(range.lowerBound) to \(range.upperBound) and at most \
                \(side) pixels a side for \(format.rawValue), found \(quality) and \(width) x \
                \(height).
                """
            )
        }
        let samples = rgb
        // No block of either codec needs more than twice its pixels; headers and tables fit 64 KiB.
        let room = samples.count * 2 + (64 << 10)
        var status = CInt(IMAGE_CODEC_OK.rawValue)
        var output: [UInt8] = []
        try unsafe ImageCodec.call(format) { message, messageCapacity in
            output = unsafe [UInt8](unsafeUninitializedCapacity: room) { target, initialized in
                var capacity = room
                status = unsafe samples.withUnsafeBufferPointer { pixels in
                    guard let base = pixels.baseAddress, let start = target.baseAddress else {
                        return CInt(IMAGE_CODEC_BAD_ARGUMENT.rawValue)
                    }
                    let (columns, rows) = (UInt32(clamping: width), UInt32(clamping: height))
                    let quality = CInt(clamping: quality)
                    return format == .jpeg
                        ? unsafe image_codec_jpeg_encode(
                            base,
                            pixels.count,
                            columns,
                            rows,
                            quality,
                            optimizesTables ? 1 : 0,
                            start,
                            &capacity,
                            message,
                            messageCapacity
                        )
                        : unsafe image_codec_webp_encode(
                            base,
                            pixels.count,
                            columns,
                            rows,
                            quality,
                            start,
                            &capacity,
                            message,
                            messageCapacity
                        )
                }
                initialized = status == CInt(IMAGE_CODEC_OK.rawValue) ? capacity : 0
            }
            return status
        }
        return output
    }
}
