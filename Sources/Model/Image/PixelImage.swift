/// An 8-bit RGB image in memory.
///
/// Pixels are interleaved `R G B`, rows run from top to bottom and touch each other, so the sample
/// of channel `c` at column `x` and row `y` is byte `(y * width + x) * 3 + c`. Samples are sRGB as
/// stored in the file: no color profile is applied.
public struct PixelImage: Equatable, Sendable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    private let storage: [UInt8]

    /// Takes pixels that were not decoded here, such as a camera frame.
    ///
    /// - Parameters:
    ///   - width: columns, at least 1.
    ///   - height: rows, at least 1.
    ///   - rgb: `width * height * 3` interleaved samples.
    /// - Throws: ``ImageError/Code/invalidGeometry`` when the count does not fit the size.
    public init(width: Int, height: Int, rgb: [UInt8]) throws(ImageError) {
        guard let count = PixelImage.byteCount(width: width, height: height), count == rgb.count
        else {
            throw ImageError(
                .invalidGeometry,
                """
                An RGB image of \(width) x \(height) pixels needs a positive size and 3 bytes per \
                pixel; found \(rgb.count) bytes. Pass interleaved 8-bit RGB without row padding.
                """
            )
        }
        self.init(unchecked: rgb, width: width, height: height)
    }

    /// Takes `rgb` whose count the caller has already made equal to the size.
    init(unchecked rgb: [UInt8], width: Int, height: Int) {
        self.width = width
        self.height = height
        storage = rgb
    }

    /// All samples: interleaved RGB, `width * height * 3` bytes.
    public var rgb: [UInt8] { storage }

    /// The pixels of `window`, which lies inside the image.
    package func cropped(to window: PixelWindow) -> PixelImage {
        if window.width == width, window.height == height { return self }
        var output = [UInt8]()
        output.reserveCapacity(window.width * window.height * 3)
        for y in window.y..<window.y + window.height {
            let start = (y * width + window.x) * 3
            output += storage[start..<start + window.width * 3]
        }
        return PixelImage(unchecked: output, width: window.width, height: window.height)
    }

    /// The byte count of an RGB image, or nil when the size is not positive or overflows.
    static func byteCount(width: Int, height: Int) -> Int? {
        guard width > 0, height > 0 else { return nil }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        let (bytes, bytesOverflow) = pixels.multipliedReportingOverflow(by: 3)
        return overflow || bytesOverflow ? nil : bytes
    }
}
