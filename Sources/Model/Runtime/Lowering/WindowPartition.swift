internal import FrankenGraph

/// Where each token of each (shifted) window comes from, as tables of row numbers.
struct WindowPartition {
    let images: Int
    /// Windows of one image.
    let perImage: Int
    /// Tokens of one window.
    let tokens: Int
    /// The input row for each token of each window; -1 for padding.
    let partition: [Int32]
    /// The window row for each token of the map.
    let restoration: [Int32]

    private let window: Extent2D
    private let shift: Extent2D
    /// The map's extent after padding to whole windows.
    private let padded: Extent2D

    /// Windows of all images.
    var count: Int { images * perImage }

    /// Whether tokens from opposite borders meet in one window.
    var isShifted: Bool { shift != Extent2D(0) }

    init(_ op: WindowAttention, extents: [Int]) {
        let (height, width) = (extents[1], extents[2])
        let window = op.window
        let padded = Extent2D(
            (height + window.height - 1) / window.height * window.height,
            (width + window.width - 1) / window.width * window.width
        )
        // One window that covers an axis already sees all of it.
        let shift = Extent2D(
            window.height >= padded.height ? 0 : op.shift.height,
            window.width >= padded.width ? 0 : op.shift.width
        )
        // What the shift rolls: the padded map, or the map itself.
        let rolled = op.padding == .beforeShift ? padded : Extent2D(height, width)
        let columns = padded.width / window.width
        let perImage = padded.height / window.height * columns
        let tokens = window.height * window.width
        var partition = [Int32](repeating: -1, count: extents[0] * perImage * tokens)
        var restoration = [Int32](repeating: 0, count: extents[0] * height * width)
        for image in 0..<extents[0] {
            for row in 0..<padded.height {
                for column in 0..<padded.width {
                    guard row < rolled.height, column < rolled.width else { continue }
                    let y = (row + shift.height) % rolled.height
                    let x = (column + shift.width) % rolled.width
                    guard y < height, x < width else { continue }
                    let index = row / window.height * columns + column / window.width
                    let token = row % window.height * window.width + column % window.width
                    let inside = (image * perImage + index) * tokens + token
                    let outside = (image * height + y) * width + x
                    partition[inside] = Int32(outside)
                    restoration[outside] = Int32(inside)
                }
            }
        }
        self.window = window
        self.shift = shift
        self.padded = padded
        self.images = extents[0]
        self.perImage = perImage
        self.tokens = tokens
        self.partition = partition
        self.restoration = restoration
    }

    /// Which part of the unshifted map a token is from; tokens of different parts do not attend.
    func region(_ index: Int, _ token: Int) -> Int {
        let columns = padded.width / window.width
        let row = index / columns * window.height + token / window.width
        let column = index % columns * window.width + token % window.width
        let vertical = Self.band(row, padded.height, window.height, shift.height)
        return vertical * 3 + Self.band(column, padded.width, window.width, shift.width)
    }

    private static func band(_ position: Int, _ extent: Int, _ window: Int, _ shift: Int) -> Int {
        if position < extent - window { return 0 }
        return position < extent - shift ? 1 : 2
    }
}
