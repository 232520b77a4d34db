/// A rectangle of whole pixels.
public struct PixelWindow: Equatable, Sendable {
    /// First column.
    public var x: Int
    /// First row.
    public var y: Int
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// The rectangle of `width` x `height` pixels whose first pixel is (`x`, `y`).
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// Whether the window has pixels and all of them lie within an image of this size.
    func isInside(width outerWidth: Int, height outerHeight: Int) -> Bool {
        width > 0 && height > 0 && x >= 0 && y >= 0 && width <= outerWidth
            && height <= outerHeight && x <= outerWidth - width && y <= outerHeight - height
    }
}
