internal import FrankenCodec
internal import FrankenEdge
internal import FrankenImage
internal import FrankenRuntime

/// How long the device's part takes on this machine.
///
/// The limit that reading notes on the method name, `max(0, T_encode - T_max)`, has no counterpart
/// in the released code. The time depends on the architecture, not on the weights: it moves
/// nothing, and makes losses of encoders of different sizes comparable.
enum EncoderTime {
    /// The median time of an image, pixels to bitstream.
    ///
    /// - Parameter package: Network and tables; what they hold does not matter.
    /// - Returns: Milliseconds on one thread in single precision.
    /// - Throws: What coding throws.
    static func milliseconds(of package: EncoderPackage) throws -> Double {
        let encoder = try EdgeEncoder(
            package,
            options: EdgeOptions(precision: .fixed(.float32), threads: 1)
        )
        let size = package.preprocessing.outputSize
        // Neither flat nor noise; the network's time does not depend on it, the coder's little.
        let rgb = (0..<3 * size.width * size.height).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let image = try PixelImage(width: size.width, height: size.height, rgb: rgb)
        let clock = ContinuousClock()
        var times: [Double] = []
        for _ in 0..<11 {
            let start = clock.now
            _ = try encoder.encode(image)
            times.append((clock.now - start).inSeconds * 1000)
        }
        // The first runs warm caches up.
        return times.dropFirst(2).sorted()[4]
    }
}
