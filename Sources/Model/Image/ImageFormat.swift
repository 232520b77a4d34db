/// A file format that is decoded here, told by its first bytes and never by a file name.
public enum ImageFormat: String, Equatable, Sendable, CaseIterable {
    /// JPEG: baseline, progressive or arithmetic-coded, 8 bits; gray, YCbCr, RGB, CMYK or YCCK.
    case jpeg = "JPEG"
    /// PNG: every color type, bit depth and interlacing.
    case png = "PNG"
    /// WebP: lossy or lossless; the first frame of an animation.
    case webp = "WebP"

    /// Recognizes a format.
    ///
    /// - Throws: ``ImageError/Code/emptyInput``, or ``ImageError/Code/unsupportedFormat`` with the
    ///   name of the format that was found instead and what to do about it.
    public init(sniffing bytes: Span<UInt8>) throws(ImageError) {
        try self.init(head: bytes, byteCount: bytes.count)
    }

    /// Recognizes a format by the beginning of a file.
    ///
    /// - Parameters:
    ///   - bytes: At least the first 262 bytes, or all there are.
    ///   - byteCount: How many the file has.
    /// - Throws: As ``init(sniffing:)``.
    package init(head bytes: Span<UInt8>, byteCount: Int) throws(ImageError) {
        if bytes.isEmpty {
            throw ImageError(
                .emptyInput,
                """
                Expected a JPEG, PNG or WebP image, found 0 bytes. Check that the file was written \
                completely.
                """
            )
        }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: "RIFF"), bytes.starts(with: "WEBP", at: 8) {
            self = .webp
        } else {
            throw ImageError(
                .unsupportedFormat,
                """
                Expected a JPEG, PNG or WebP image, found \(ImageFormat.describe(bytes, byteCount)). Convert \
                it to PNG or JPEG first, for example with ImageMagick: magick INPUT output.png
                """
            )
        }
    }

    /// Names what the bytes are, as far as the first of them tell.
    private static func describe(_ bytes: Span<UInt8>, _ byteCount: Int) -> String {
        let signatures: [(offset: Int, magic: String, name: String)] = [
            (0, "GIF8", "a GIF image"), (0, "BM", "a BMP image"),
            (0, "II*\0", "a TIFF image"), (0, "MM\0*", "a TIFF image"),
            (4, "ftypavif", "an AVIF image"), (4, "ftypavis", "an AVIF image"),
            (4, "ftyphei", "a HEIC image"), (4, "ftyphev", "a HEIC image"),
            (4, "ftypmif1", "a HEIF image"), (4, "ftypmsf1", "a HEIF image"),
            (4, "ftyp", "an MP4-family file"), (0, "%PDF", "a PDF document"),
            (4, "jP  ", "a JPEG 2000 image"), (4, "JXL ", "a JPEG XL image"),
            (0, "PK\u{3}\u{4}", "a ZIP archive"), (0, "\0\0\u{1}\0", "an icon"),
            (0, "8BPS", "a Photoshop document"), (0, "RIFF", "a RIFF file that is not WebP"),
            (0, "P5", "a PGM image"), (0, "P6", "a PPM image"), (0, "<svg", "an SVG drawing"),
            (0, "<", "a text document (XML or HTML)"),
            (257, "ustar", "a tar archive"),
        ]
        for signature in signatures
        where bytes.starts(with: signature.magic, at: signature.offset) {
            return signature.name
        }
        if bytes.starts(with: [0xFF, 0x0A]) { return "a JPEG XL image" }
        let shown = min(bytes.count, 512)
        for index in 0..<shown where bytes[index] < 0x09 || bytes[index] == 0x7F {
            return "\(byteCount) bytes of an unknown kind"
        }
        return "\(byteCount) bytes of text"
    }
}
