internal import CImageCodecs

/// Turns JPEG, PNG and WebP bytes into RGB pixels.
///
/// The pixels equal those of Pillow's `ImageOps.exif_transpose(Image.open(file)).convert("RGB")`:
/// accurate DCT and smooth chroma upsampling, alpha dropped rather than composited, first frame of
/// an animation, no color management. Every byte is taken as hostile: what is malformed throws an
/// ``ImageError``, and size limits are checked on the header, before pixel memory exists.
public struct ImageDecoder: Hashable, Sendable {
    /// The size that a JPEG is decoded at.
    ///
    /// Other formats always decode at full size.
    public enum JPEGScale: Int, Hashable, Sendable, CaseIterable {
        /// Full size.
        case full = 1
        /// Half of each side, rounded up.
        case half = 2
        /// A quarter of each side, rounded up.
        case quarter = 4
        /// An eighth of each side, rounded up: one pixel per DCT block.
        case eighth = 8
    }

    /// What an image may cost.
    public var limits: ImageLimits
    /// Whether photos are turned upright as the orientation in them asks.
    ///
    /// One policy for training, evaluation, encoding and prediction: they are, unless somebody says
    /// otherwise. Turn it off to reproduce torchvision's `ImageFolder`, which ignores orientation.
    public var appliesOrientation: Bool
    /// The size that JPEG files are decoded at.
    ///
    /// A reduced size saves time, and changes pixels.
    public var jpegScale: JPEGScale

    /// A decoder; the defaults suit a person's own photos.
    public init(
        limits: ImageLimits = ImageLimits(),
        appliesOrientation: Bool = true,
        jpegScale: JPEGScale = .full
    ) {
        self.limits = limits
        self.appliesOrientation = appliesOrientation
        self.jpegScale = jpegScale
    }

    /// Decodes with default orientation and scale.
    public static func decode(
        bytes: [UInt8],
        limits: ImageLimits = ImageLimits()
    ) throws(ImageError) -> PixelImage {
        try ImageDecoder(limits: limits).decode(bytes.span)
    }

    /// Reads and decodes a file with default orientation and scale.
    public static func decode(
        contentsOf path: String,
        limits: ImageLimits = ImageLimits()
    ) throws(ImageError) -> PixelImage {
        try ImageDecoder(limits: limits).decode(contentsOf: path)
    }

    /// Reads and decodes a file.
    public func decode(contentsOf path: String) throws(ImageError) -> PixelImage {
        let bytes = try ImageFile.read(path: path, maximumBytes: limits.maximumBytes)
        return try decode(bytes.span)
    }

    /// Decodes bytes.
    public func decode(_ bytes: Span<UInt8>) throws(ImageError) -> PixelImage {
        guard bytes.count <= limits.maximumBytes else {
            throw ImageFile.tooManyBytes(bytes.count, limits.maximumBytes)
        }
        let format = try ImageFormat(sniffing: bytes)
        let header = try ImageCodec.probe(bytes, format: format)
        let pixels = try checkedPixels(header)
        let divisor = format == .jpeg ? jpegScale.rawValue : 1
        let image = try ImageCodec.decode(
            bytes,
            format: format,
            width: (Int(header.width) + divisor - 1) / divisor,
            height: (Int(header.height) + divisor - 1) / divisor,
            jpegOptions: image_codec_jpeg_options(
                scale_denominator: UInt32(divisor),
                maximum_scans: UInt32(clamping: min(limits.maximumScans, 1 << 20)),
                maximum_memory: Self.jpegMemory(pixels: pixels)
            )
        )
        guard appliesOrientation else { return image }
        return image.upright(from: OrientationReader.orientation(of: bytes, format: format))
    }

    /// The pixel count that the header declares, when it is within the limit.
    private func checkedPixels(_ header: image_codec_header) throws(ImageError) -> Int {
        // Both sides are 32-bit, so their product fits.
        let pixels = Int(header.width) * Int(header.height)
        guard pixels <= limits.maximumPixels else {
            let megapixels = (pixels + 999_999) / 1_000_000
            throw ImageError(
                .tooManyPixels,
                """
                Expected at most \(limits.maximumPixels) pixels, found \(header.width) x \
                \(header.height). Shrink the image, or allow more: --max-megapixels \(megapixels) \
                (ImageLimits.maximumPixels).
                """
            )
        }
        guard max(header.width, header.height) <= ImageLimits.maximumSide else {
            throw ImageError(
                .tooManyPixels,
                """
                Expected sides of at most \(ImageLimits.maximumSide) pixels, found \(header.width) x \
                \(header.height). Cut the image into parts.
                """
            )
        }
        return pixels
    }

    /// What libjpeg may hold: a progressive file keeps 2 bytes per sample of up to 4 components,
    /// with padding to whole blocks; the rest is for tables and rows.
    private static func jpegMemory(pixels: Int) -> Int {
        let (product, overflow) = pixels.multipliedReportingOverflow(by: 10)
        return overflow ? Int.max / 2 : min(product, Int.max / 2) + (32 << 20)
    }
}
