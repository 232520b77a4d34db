/// One number for each place of an image.
package struct PlaneMap: Equatable {
    /// Rows.
    package let height: Int
    /// Columns.
    package let width: Int
    /// Row-major.
    package var values: [Float]

    /// A map of zeros, or of given numbers.
    package init(height: Int, width: Int, values: [Float]? = nil) {
        self.height = height
        self.width = width
        self.values = values ?? [Float](repeating: 0, count: height * width)
    }

    /// Without what is negative, stretched to 0...1.
    package func rectifiedAndScaled() -> PlaneMap {
        let rectified = values.map { max($0, 0) }
        let low = rectified.min() ?? 0
        let high = (rectified.max() ?? 0) - low
        return PlaneMap(
            height: height,
            width: width,
            values: rectified.map { ($0 - low) / (1e-7 + high) }
        )
    }

    /// Bilinear samples at the centers of another grid's places, not antialiased.
    package func resized(height newHeight: Int, width newWidth: Int) -> PlaneMap {
        guard newHeight != height || newWidth != width else { return self }
        let rows = Self.samples(from: height, to: newHeight)
        let columns = Self.samples(from: width, to: newWidth)
        var result = PlaneMap(height: newHeight, width: newWidth)
        for (y, row) in rows.enumerated() {
            for (x, column) in columns.enumerated() {
                let top = mixed(row.low, column)
                let bottom = mixed(row.high, column)
                result.values[y * newWidth + x] = top + (bottom - top) * row.share
            }
        }
        return result
    }

    /// The mean of several maps of one size, stretched again; one half where it is no number.
    package static func mixing(_ maps: [PlaneMap]) -> PlaneMap? {
        guard let first = maps.first else { return nil }
        var sum = PlaneMap(height: first.height, width: first.width)
        for map in maps {
            for index in sum.values.indices { sum.values[index] += map.values[index] }
        }
        for index in sum.values.indices { sum.values[index] /= Float(maps.count) }
        var scaled = sum.rectifiedAndScaled()
        for index in scaled.values.indices where !scaled.values[index].isFinite {
            scaled.values[index] = 0.5
        }
        return scaled
    }

    private typealias Sample = (low: Int, high: Int, share: Float)

    private func mixed(_ row: Int, _ column: Sample) -> Float {
        let (left, right) = (values[row * width + column.low], values[row * width + column.high])
        return left + (right - left) * column.share
    }

    private static func samples(from count: Int, to newCount: Int) -> [Sample] {
        (0..<newCount).map { index in
            let place = (Float(index) + 0.5) * Float(count) / Float(newCount) - 0.5
            let low = max(0, min(Int(place.rounded(.down)), count - 1))
            let share = max(0, min(place - Float(low), 1))
            return (low, min(low + 1, count - 1), share)
        }
    }
}
