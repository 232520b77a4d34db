/// A rectangle that each image of a batch takes from another one, with a share of its target.
///
/// The other one is that at the same distance from the batch's end. Half a picture must do for
/// half an answer, so a network cannot learn single images by heart.
///
/// - SeeAlso: Yun et al., "CutMix", 2019, arXiv:1905.04899.
package struct CutMix: Sendable, Hashable {
    /// Rows of the rectangle.
    package let rows: Range<Int>
    /// Columns of the rectangle.
    package let columns: Range<Int>

    /// A rectangle.
    package init(rows: Range<Int>, columns: Range<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// A random rectangle, with an area that is equally likely from nothing to all.
    ///
    /// - Parameters:
    ///   - side: Rows and columns of an image, at least 1.
    ///   - random: Where the choice comes from.
    package init(side: Int, using random: inout some RandomNumberGenerator) {
        let length = Double.random(in: 0...1, using: &random).squareRoot() * Double(side)
        let half = Int((length / 2).rounded())
        func stretch() -> Range<Int> {
            let middle = Int.random(in: 0..<side, using: &random)
            return max(0, middle - half)..<min(side, middle + half)
        }
        rows = stretch()
        columns = stretch()
    }

    /// The rectangle's share of an image.
    func share(of shape: [Int]) -> Float {
        Float(rows.count * columns.count) / Float(shape[2] * shape[3])
    }

    /// The images with the rectangles exchanged.
    ///
    /// - Parameter batch: Images that contain the rectangle.
    /// - Returns: As many values.
    /// - Throws: ``TorchError`` with code `.wrongShape` for a rectangle outside of them.
    func images(of batch: Batch) throws(TorchError) -> [Float] {
        let (count, height, width) = (batch.shape[0], batch.shape[2], batch.shape[3])
        guard 0 <= rows.lowerBound, rows.upperBound <= height, 0 <= columns.lowerBound,
            columns.upperBound <= width
        else {
            throw TorchError(
                .wrongShape,
                "rows \(rows) and columns \(columns) are not in images of \(batch.shape)"
            )
        }
        var images = batch.images
        let planes = count * batch.shape[1]
        for plane in 0..<planes {
            let (image, channel) = (plane / batch.shape[1], plane % batch.shape[1])
            let other = (count - 1 - image) * batch.shape[1] + channel
            for row in rows {
                let (to, from) = ((plane * height + row) * width, (other * height + row) * width)
                for column in columns { images[to + column] = batch.images[from + column] }
            }
        }
        return images
    }

    /// Targets with the other image's share in each.
    ///
    /// - Parameters:
    ///   - targets: `N x classes` values.
    ///   - shape: The images', `[N, C, H, W]`.
    /// - Returns: As many values; each image's sum to what they did.
    func mixing(_ targets: [Float], _ shape: [Int]) -> [Float] {
        let (share, classes) = (share(of: shape), targets.count / max(shape[0], 1))
        return targets.indices.map { index in
            let (image, label) = (index / classes, index % classes)
            let other = targets[(shape[0] - 1 - image) * classes + label]
            return targets[index] * (1 - share) + other * share
        }
    }
}
