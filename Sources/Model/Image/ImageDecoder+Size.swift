internal import CImageCodecs

extension ImageDecoder {
    /// The size that a file decodes to at full scale, turned upright or not.
    ///
    /// - Parameter bytes: A file; it may be hostile.
    /// - Returns: Columns and rows of what ``decode(_:)`` gives.
    /// - Throws: ``ImageError`` for a header that cannot be read.
    public func size(of bytes: Span<UInt8>) throws(ImageError) -> PixelSize {
        let stored = try storedSize(of: bytes)
        guard appliesOrientation else { return stored }
        let format = try ImageFormat(sniffing: bytes)
        guard OrientationReader.orientation(of: bytes, format: format).swapsAxes else {
            return stored
        }
        return PixelSize(width: stored.height, height: stored.width)
    }

    /// The size that a file declares, before any rotation by its orientation.
    ///
    /// - Parameter bytes: A file; it may be hostile.
    /// - Returns: Columns and rows as stored.
    /// - Throws: ``ImageError`` for a header that cannot be read.
    public func storedSize(of bytes: Span<UInt8>) throws(ImageError) -> PixelSize {
        let header = try ImageCodec.probe(bytes, format: ImageFormat(sniffing: bytes))
        return PixelSize(width: Int(header.width), height: Int(header.height))
    }
}
