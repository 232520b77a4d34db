public import FrankenImage

/// What was done to a sample: enough to do the same to a map of it.
public struct SampleView: Sendable, Equatable {
    /// The part of the whole image that was taken and resized; nil for resize and center crop.
    public let window: PixelWindow?
    /// The size of the whole image, upright where images are turned.
    public let whole: PixelSize
    /// Whether left and right were exchanged afterwards.
    public let isMirrored: Bool

    /// How much of what was taken lies in each cell of a grid over the whole image.
    ///
    /// - Parameters:
    ///   - rows: The grid's.
    ///   - columns: The grid's.
    /// - Returns: The share of each row and of each column of cells; 1 in all. A cell has the
    ///   product of its row's and its column's.
    public func shares(rows: Int, columns: Int) -> (rows: [Float], columns: [Float]) {
        func shares(_ count: Int, _ start: Int, _ length: Int, _ whole: Int) -> [Float] {
            let cell = Double(whole) / Double(count)
            return (0..<count).map { index in
                let low = max(Double(start), Double(index) * cell)
                let high = min(Double(start + length), Double(index + 1) * cell)
                return Float(max(high - low, 0) / Double(max(length, 1)))
            }
        }
        let window =
            window ?? PixelWindow(x: 0, y: 0, width: whole.width, height: whole.height)
        return (
            shares(rows, window.y, window.height, whole.height),
            shares(columns, window.x, window.width, whole.width)
        )
    }

    /// The window in an image that may have been decoded at a smaller size than it has.
    func window(in image: PixelImage) -> PixelWindow {
        let whole = PixelWindow(x: 0, y: 0, width: image.width, height: image.height)
        guard let window else { return whole }
        if image.width == whole.width, image.height == whole.height { return window }
        func scaled(_ start: Int, _ count: Int, _ from: Int, _ to: Int) -> (Int, Int) {
            let factor = Double(to) / Double(max(from, 1))
            let first = min(Int((Double(start) * factor).rounded()), to - 1)
            let end = min(Int((Double(start + count) * factor).rounded()), to)
            return (first, max(end - first, 1))
        }
        let (x, width) = scaled(window.x, window.width, whole.width, image.width)
        let (y, height) = scaled(window.y, window.height, whole.height, image.height)
        return PixelWindow(x: x, y: y, width: width, height: height)
    }
}
