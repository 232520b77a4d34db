package import FrankenImage

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A random part of an image, to be resized to a square: torchvision's `RandomResizedCrop`.
///
/// Up to ten times an area is drawn uniformly and an aspect ratio uniformly in its logarithm; the
/// first rectangle that fits is put at a uniform place. Should none fit, the largest centered part
/// whose aspect is allowed is taken.
package struct RandomResizedCrop: Sendable, Hashable {
    /// Share of the image's area, smallest and largest.
    package let scale: ClosedRange<Double>
    /// Width over height, smallest and largest.
    package let ratio: ClosedRange<Double>

    /// A crop; the defaults are torchvision's.
    ///
    /// - Throws: ``DataError`` with code `.invalidOption` for an area that is not in 0...1 or a
    ///   ratio that is not positive.
    package init(
        scale: ClosedRange<Double> = 0.08...1,
        ratio: ClosedRange<Double> = 3.0 / 4.0...4.0 / 3.0
    ) throws(DataError) {
        guard scale.lowerBound > 0, scale.upperBound <= 1, ratio.lowerBound > 0,
            ratio.upperBound < 1000
        else {
            throw DataError(
                .invalidOption,
                """
                Expected a crop with a scale above 0 and up to 1 and a positive ratio, found \
                \(scale.lowerBound) to \(scale.upperBound) and \(ratio.lowerBound) to \
                \(ratio.upperBound).
                """
            )
        }
        self.scale = scale
        self.ratio = ratio
    }

    /// Draws a part of an image.
    ///
    /// - Parameters:
    ///   - size: The size of the image, at least 1 x 1.
    ///   - random: Where the numbers come from.
    /// - Returns: A window within the image.
    package func window(in size: PixelSize, random: inout SampleRandom) -> PixelWindow {
        let area = Double(size.width) * Double(size.height)
        for _ in 0..<10 {
            let target = area * random.uniform(scale.lowerBound, scale.upperBound)
            let aspect = exp(random.uniform(log(ratio.lowerBound), log(ratio.upperBound)))
            let width = (target * aspect).squareRoot().rounded(.toNearestOrEven)
            let height = (target / aspect).squareRoot().rounded(.toNearestOrEven)
            guard width >= 1, width <= Double(size.width), height >= 1,
                height <= Double(size.height)
            else { continue }
            let y = random.integer(below: size.height - Int(height) + 1)
            let x = random.integer(below: size.width - Int(width) + 1)
            return PixelWindow(x: x, y: y, width: Int(width), height: Int(height))
        }
        return centered(in: size)
    }

    private func centered(in size: PixelSize) -> PixelWindow {
        let aspect = Double(size.width) / Double(size.height)
        var width = size.width
        var height = size.height
        if aspect < ratio.lowerBound {
            let rows = (Double(width) / ratio.lowerBound).rounded(.toNearestOrEven)
            height = max(1, min(height, Int(rows)))
        } else if aspect > ratio.upperBound {
            let columns = (Double(height) * ratio.upperBound).rounded(.toNearestOrEven)
            width = max(1, min(width, Int(columns)))
        }
        return PixelWindow(
            x: (size.width - width) / 2,
            y: (size.height - height) / 2,
            width: width,
            height: height
        )
    }
}
