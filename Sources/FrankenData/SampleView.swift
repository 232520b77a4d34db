public import FrankenImage

/// What was done to a sample: enough to do the same to a map of it.
public struct SampleView: Sendable, Equatable {
    /// The part of the stored image that was taken and resized; nil for resize and center crop.
    public let window: PixelWindow?
    /// Whether left and right were exchanged afterwards.
    public let isMirrored: Bool

    /// The window in an image that may have been decoded at a smaller size than it is stored in.
    func window(in image: PixelImage, stored: PixelSize) -> PixelWindow {
        let whole = PixelWindow(x: 0, y: 0, width: image.width, height: image.height)
        guard let window else { return whole }
        if image.width == stored.width, image.height == stored.height { return window }
        func scaled(_ start: Int, _ count: Int, _ from: Int, _ to: Int) -> (Int, Int) {
            let factor = Double(to) / Double(max(from, 1))
            let first = min(Int((Double(start) * factor).rounded()), to - 1)
            let end = min(Int((Double(start + count) * factor).rounded()), to)
            return (first, max(end - first, 1))
        }
        let (x, width) = scaled(window.x, window.width, stored.width, image.width)
        let (y, height) = scaled(window.y, window.height, stored.height, image.height)
        return PixelWindow(x: x, y: y, width: width, height: height)
    }
}
