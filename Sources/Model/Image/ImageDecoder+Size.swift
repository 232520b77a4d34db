internal import CImageCodecs

extension ImageDecoder {
    /// The size that a file declares, before any rotation by its EXIF orientation.
    ///
    /// - Parameter bytes: A file; it may be hostile.
    /// - Returns: Columns and rows as stored.
    /// - Throws: ``ImageError`` for a header that cannot be read.
    public func storedSize(of bytes: Span<UInt8>) throws(ImageError) -> PixelSize {
        let header = try ImageCodec.probe(bytes, format: ImageFormat(sniffing: bytes))
        return PixelSize(width: Int(header.width), height: Int(header.height))
    }
}
