/// Where a center crop lies, by torchvision's rules.
///
/// An image smaller than the crop is padded first, by half of what is missing before it (rounded
/// down) and the rest after it. The offset of the crop is then half of what is too much, rounded to
/// the nearest integer with ties to even: `int(round((h - crop) / 2.0))` in Python.
struct CenterCrop: Equatable {
    /// The part of the uncropped image that is kept.
    let window: PixelWindow
    /// Columns of padding left of the window.
    let paddingLeft: Int
    /// Rows of padding above the window.
    let paddingTop: Int
    /// The size of the result.
    let size: PixelSize

    /// The crop of `crop` pixels from an image of `width` x `height`; nil keeps the whole image.
    init(of crop: PixelSize?, width: Int, height: Int) {
        let size = crop ?? PixelSize(width: width, height: height)
        let horizontal = Self.axis(length: width, crop: size.width)
        let vertical = Self.axis(length: height, crop: size.height)
        window = PixelWindow(
            x: horizontal.start,
            y: vertical.start,
            width: horizontal.count,
            height: vertical.count
        )
        paddingLeft = horizontal.padding
        paddingTop = vertical.padding
        self.size = size
    }

    private static func axis(length: Int, crop: Int) -> (start: Int, count: Int, padding: Int) {
        if length < crop { return (0, length, (crop - length) / 2) }
        let half = (Double(length - crop) / 2).rounded(.toNearestOrEven)
        return (Int(half), crop, 0)
    }
}
