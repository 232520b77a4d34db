/// What one image may cost.
///
/// Every limit is checked before the memory or the time is spent.
public struct ImageLimits: Equatable, Sendable {
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

    /// The limits for bytes from strangers: 16 Mi pixels, 8 MiB, 50 scans.
    public static let untrusted = ImageLimits(
        maximumPixels: 16 << 20,
        maximumBytes: 8 << 20,
        maximumScans: 50
    )
}
