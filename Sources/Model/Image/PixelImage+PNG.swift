internal import CImageCodecs

extension PixelImage {
    /// The image as the bytes of a PNG file.
    ///
    /// - Returns: The file's content.
    /// - Throws: ``ImageError/Code/outOfMemory``.
    public func pngBytes() throws(ImageError) -> [UInt8] {
        let samples = rgb
        var capacity = 0
        var output: [UInt8] = []
        // The first pass measures, the second writes.
        for _ in 0..<2 {
            output = [UInt8](repeating: 0, count: capacity)
            try unsafe ImageCodec.call(.png) { message, messageCapacity in
                unsafe samples.withUnsafeBufferPointer { pixels in
                    unsafe output.withUnsafeMutableBufferPointer { target in
                        guard let base = pixels.baseAddress else {
                            return CInt(IMAGE_CODEC_BAD_ARGUMENT.rawValue)
                        }
                        return unsafe image_codec_png_encode(
                            base,
                            pixels.count,
                            UInt32(clamping: width),
                            UInt32(clamping: height),
                            target.isEmpty ? nil : target.baseAddress,
                            &capacity,
                            message,
                            messageCapacity
                        )
                    }
                }
            }
        }
        output.removeLast(output.count - min(capacity, output.count))
        return output
    }
}
