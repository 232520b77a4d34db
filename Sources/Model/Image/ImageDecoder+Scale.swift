internal import CImageCodecs

extension ImageDecoder {
    /// The smallest JPEG scale that still has every pixel a resize asks for.
    ///
    /// What Pillow calls draft mode: the decoder leaves out frequencies that the resize would
    /// remove anyway.
    ///
    /// - Parameters:
    ///   - bytes: A file; they may be hostile.
    ///   - rule: The resize that follows.
    /// - Returns: ``JPEGScale/full`` for other formats, and where nothing is resized.
    /// - Throws: ``ImageError`` for a header that cannot be read.
    public func jpegScale(
        of bytes: Span<UInt8>,
        for rule: ResizeRule
    ) throws(ImageError) -> JPEGScale {
        let format = try ImageFormat(sniffing: bytes)
        guard format == .jpeg else { return .full }
        let header = try ImageCodec.probe(bytes, format: format)
        let (width, height) = (Int(header.width), Int(header.height))
        // A rule about shorter sides is the same before and after a rotation by EXIF; one about
        // both is taken at its longer side.
        let needed: Int
        switch rule {
        case .none: return .full
        case .shorterSide(let side): needed = side
        case .exact(let width, let height): needed = max(width, height)
        }
        let shorter = min(width, height)
        return JPEGScale.allCases.last { shorter / $0.rawValue >= needed } ?? .full
    }
}
