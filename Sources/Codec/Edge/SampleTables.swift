internal import FrankenImage

/// The normalized value of every 8-bit sample, per channel: division and subtraction done once.
///
/// The values are those of `Preprocessing.prepare`, bit for bit.
struct SampleTables: Sendable {
    private let values: [Float]
    private let isReversed: Bool

    init(_ preprocessing: Preprocessing) {
        values = (0..<3).flatMap { preprocessing.table(channel: $0) }
        isReversed = preprocessing.channelOrder == .bgr
    }

    /// Writes a part of a frame as three planes.
    ///
    /// - Parameters:
    ///   - planes: `3 * size.width * size.height` values.
    ///   - rgb: Interleaved samples of a frame.
    ///   - width: Pixels in a row of the frame.
    ///   - origin: The first column and row to take.
    ///   - size: How many columns and rows to take; the part lies inside the frame.
    func fill(
        _ planes: UnsafeMutableBufferPointer<Float>,
        from rgb: UnsafeBufferPointer<UInt8>,
        width: Int,
        origin: (x: Int, y: Int),
        size: PixelSize
    ) {
        let plane = size.width * size.height
        unsafe values.withUnsafeBufferPointer { values in
            for y in 0..<size.height {
                var source = ((origin.y + y) * width + origin.x) * 3
                let row = y * size.width
                let (first, last) = isReversed ? (2 * plane, 0) : (0, 2 * plane)
                let (firstTable, lastTable) = isReversed ? (512, 0) : (0, 512)
                for x in row..<row + size.width {
                    unsafe planes[first &+ x] = values[firstTable &+ Int(rgb[source])]
                    unsafe planes[plane &+ x] = values[256 &+ Int(rgb[source &+ 1])]
                    unsafe planes[last &+ x] = values[lastTable &+ Int(rgb[source &+ 2])]
                    source &+= 3
                }
            }
        }
    }
}
