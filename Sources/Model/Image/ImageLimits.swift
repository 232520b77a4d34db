/// What one image may cost.
///
/// Every limit is checked before the memory or the time is spent.
public struct ImageLimits: Hashable, Sendable {
    /// The longest side that is decoded, so that the rows a codec library keeps stay small.
    public static let maximumSide = 1 << 20

    /// Most pixels (width times height, as the header declares them) that are decoded.
    public var maximumPixels: Int
    /// Most bytes of a file that are read.
    public var maximumBytes: Int
    /// Most scans of a progressive JPEG.
    ///
    /// Encoders write about 10; a file with a thousand empty scans costs minutes otherwise.
    public var maximumScans: Int

    /// The limits for a person's own files by default: 64 Mi pixels take a 50-megapixel camera photo
    /// and cost at most 192 MiB of pixels, 128 MiB is far beyond such a photo as PNG.
    public init(
        maximumPixels: Int = 64 << 20,
        maximumBytes: Int = 128 << 20,
        maximumScans: Int = 100
    ) {
        self.maximumPixels = maximumPixels
        self.maximumBytes = maximumBytes
        self.maximumScans = maximumScans
    }

    /// The default limits with other pixels, and with room for a file that holds so many.
    ///
    /// - Parameter megapixels: Millions of pixels, at least 1: 108 for photos of some telephones.
    public init(megapixels: Int) {
        let pixels = max(1, min(megapixels, 1_000_000)) * 1_000_000
        self.init(
            maximumPixels: pixels,
            maximumBytes: max(ImageLimits().maximumBytes, 3 * pixels)
        )
    }

    /// The limits for bytes from strangers: 16 Mi pixels, 8 MiB, 50 scans.
    public static let untrusted = ImageLimits(
        maximumPixels: 16 << 20,
        maximumBytes: 8 << 20,
        maximumScans: 50
    )
}
