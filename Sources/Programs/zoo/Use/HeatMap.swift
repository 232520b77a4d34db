import FrankenEntropy
import FrankenImage

/// Bits per position of a latent as an image: black for none, then blue, red, yellow, white.
struct HeatMap {
    /// Pixels on a side of one position.
    private static let scale = 8

    private let bits: [Float]
    private let shape: LatentShape

    /// - Parameters:
    ///   - bits: One number per symbol, in channel-major order.
    ///   - shape: The latent's shape.
    init(_ bits: [Float], shape: LatentShape) {
        var sums = [Float](repeating: 0, count: shape.planeCount)
        for (index, value) in bits.enumerated() { sums[index % shape.planeCount] += value }
        self.bits = sums
        self.shape = shape
    }

    func image() throws -> PixelImage {
        let scale = shape.planeCount > 1 << 16 ? 1 : Self.scale
        let peak = max(bits.max() ?? 0, .leastNormalMagnitude)
        let (width, height) = (shape.width * scale, shape.height * scale)
        var rgb = [UInt8]()
        rgb.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                rgb += Self.color(bits[y / scale * shape.width + x / scale] / peak)
            }
        }
        return try PixelImage(width: width, height: height, rgb: rgb)
    }

    /// A color for 0...1; its brightness only rises, so that it also prints in gray.
    private static func color(_ value: Float) -> [UInt8] {
        let stops: [[Float]] = [
            [0, 0, 0], [40, 20, 120], [190, 50, 80], [250, 170, 50], [255, 255, 230],
        ]
        let place = min(max(value, 0), 1) * Float(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let share = place - Float(index)
        return (0..<3).map {
            UInt8(stops[index][$0] * (1 - share) + stops[index + 1][$0] * share)
        }
    }
}
