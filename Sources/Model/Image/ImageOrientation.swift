/// How the stored rows and columns relate to the upright picture: the values of EXIF tag 0x0112
/// (CIPA DC-008, 4.6.4).
public enum ImageOrientation: Int, Equatable, Sendable, CaseIterable {
    /// Stored upright.
    case up = 1
    /// Mirrored left to right.
    case upMirrored = 2
    /// Rotated by half a turn.
    case down = 3
    /// Mirrored top to bottom.
    case downMirrored = 4
    /// Mirrored over the main diagonal.
    case leftMirrored = 5
    /// Needs a quarter turn clockwise to be upright.
    case right = 6
    /// Mirrored over the other diagonal.
    case rightMirrored = 7
    /// Needs a quarter turn counterclockwise to be upright.
    case left = 8

    /// Whether columns become rows.
    var swapsAxes: Bool { rawValue >= 5 }
}

extension PixelImage {
    /// The upright picture of an image that was stored in `orientation`.
    func upright(from orientation: ImageOrientation) -> PixelImage {
        if orientation == .up { return self }
        let source = rgb
        let outputWidth = orientation.swapsAxes ? height : width
        let outputHeight = orientation.swapsAxes ? width : height
        // The source byte of output (x, y) is origin + x * columnStep + y * rowStep.
        let pixel = 3
        let row = width * 3
        let right = (width - 1) * pixel
        let bottom = (height - 1) * row
        let (origin, columnStep, rowStep) =
            switch orientation {
            case .up: (0, pixel, row)
            case .upMirrored: (right, -pixel, row)
            case .down: (bottom + right, -pixel, -row)
            case .downMirrored: (bottom, pixel, -row)
            case .leftMirrored: (0, row, pixel)
            case .right: (bottom, -row, pixel)
            case .rightMirrored: (bottom + right, -row, -pixel)
            case .left: (right, row, -pixel)
            }
        var output = [UInt8]()
        output.reserveCapacity(source.count)
        for y in 0..<outputHeight {
            var position = origin + y * rowStep
            for _ in 0..<outputWidth {
                output.append(source[position])
                output.append(source[position + 1])
                output.append(source[position + 2])
                position += columnStep
            }
        }
        return PixelImage(unchecked: output, width: outputWidth, height: outputHeight)
    }
}
