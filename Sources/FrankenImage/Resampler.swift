/// Resizes 8-bit RGB images to exactly the pixels that Pillow's `Image.resize` gives.
///
/// The algorithm is a separable convolution: rows are filtered first and rounded to 8 bits, then
/// columns. Each output sample is a sum of source samples times integer weights, see
/// ``ResampleWeights``. Only what the wanted window of the output depends on is computed.
public enum Resampler {
    /// A part of the source image in source pixels; its edges may lie within a pixel.
    public struct Box: Equatable, Sendable {
        /// Left edge.
        public var left: Float
        /// Upper edge.
        public var top: Float
        /// Right edge.
        public var right: Float
        /// Lower edge.
        public var bottom: Float

        /// The box between two corners.
        public init(left: Float, top: Float, right: Float, bottom: Float) {
            self.left = left
            self.top = top
            self.right = right
            self.bottom = bottom
        }
    }

    /// The longest side that a resize may ask for.
    public static let maximumSide = 1 << 16

    /// The most pixels that a resize may compute, in the result or between its two passes.
    public static let maximumPixels = 64 << 20

    /// Resizes `image`, or `box` of it, to `width` x `height` and returns `window` of the result.
    ///
    /// - Parameters:
    ///   - image: the source.
    ///   - width: columns of the whole result, 1 to ``maximumSide``.
    ///   - height: rows of the whole result, 1 to ``maximumSide``.
    ///   - interpolation: the filter.
    ///   - box: the part of the source to resize; nil for all of it.
    ///   - window: the part of the result to compute and return; nil for all of it. The pixels equal
    ///     those of computing everything and cropping afterwards.
    /// - Throws: ``ImageError/Code/invalidGeometry``.
    public static func resize(
        _ image: PixelImage, width: Int, height: Int, interpolation: Interpolation,
        box: Box? = nil, window: PixelWindow? = nil
    ) throws(ImageError) -> PixelImage {
        let box = try checked(box, of: image)
        let window = try checked(window, width: width, height: height)
        let horizontal = ResampleWeights(
            interpolation, inputSize: image.width, box: box.left..<box.right, outputSize: width,
            window: window.x..<window.x + window.width)
        let vertical = ResampleWeights(
            interpolation, inputSize: image.height, box: box.top..<box.bottom, outputSize: height,
            window: window.y..<window.y + window.height)
        let rows = vertical.sources
        try checkCost(rows: rows.count, of: window)
        let narrowed = ResampleKernel.filterRows(
            image.rgb, width: image.width, rows: rows, weights: horizontal)
        let rgb = ResampleKernel.filterColumns(
            narrowed, rowBytes: window.width * 3, firstRow: rows.lowerBound, weights: vertical)
        return PixelImage(unchecked: rgb, width: window.width, height: window.height)
    }

    /// Refuses sizes whose pixels between the two passes, or whose result, would not fit memory: a
    /// source of one column and a million rows is a small file.
    private static func checkCost(rows: Int, of window: PixelWindow) throws(ImageError) {
        // Sides are limited, so the product fits.
        let pixels = max(rows, window.height) * window.width
        guard pixels <= maximumPixels else {
            throw ImageError(
                .tooManyPixels,
                """
                Expected a resize of at most \(maximumPixels) pixels, found \(pixels). Choose a \
                smaller result, or crop the image first.
                """)
        }
    }

    private static func checked(_ box: Box?, of image: PixelImage) throws(ImageError) -> Box {
        let width = Float(image.width)
        let height = Float(image.height)
        guard let box else { return Box(left: 0, top: 0, right: width, bottom: height) }
        guard box.left >= 0, box.left < box.right, box.right <= width, box.top >= 0,
            box.top < box.bottom, box.bottom <= height
        else {
            throw ImageError(
                .invalidGeometry,
                """
                Expected a box within \(image.width) x \(image.height) pixels, found x \
                \(box.left)...\(box.right), y \(box.top)...\(box.bottom). Clamp it to the image.
                """)
        }
        return box
    }

    private static func checked(
        _ window: PixelWindow?, width: Int, height: Int
    ) throws(ImageError) -> PixelWindow {
        guard 1...maximumSide ~= width, 1...maximumSide ~= height else {
            throw ImageError(
                .invalidGeometry,
                """
                Expected a result of 1 to \(maximumSide) pixels a side, found \(width) x \(height). \
                Choose another size.
                """)
        }
        let window = window ?? PixelWindow(x: 0, y: 0, width: width, height: height)
        guard window.isInside(width: width, height: height) else {
            throw ImageError(
                .invalidGeometry,
                """
                Expected a window within \(width) x \(height) pixels, found \(window.width) x \
                \(window.height) at (\(window.x), \(window.y)). Clamp it to the result.
                """)
        }
        return window
    }
}
