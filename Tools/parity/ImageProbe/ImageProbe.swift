import FrankenImage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs FrankenImage over files for `image_parity.py`, which compares the results with Pillow and
/// torchvision.
///
/// Not part of any product.
@main
struct ImageProbe {
    static let usage = """
        usage: ImageProbe decode OUTPUT FILE...       full-size upright pixels
               ImageProbe bilinear OUTPUT FILE...     Resize 256, CenterCrop 224
               ImageProbe bicubic OUTPUT FILE...
               ImageProbe time ROUNDS FILE...         median microseconds per step
        A line per file tells its size or error; OUTPUT receives all pixels in that order.
        """

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 3 else { return print(usage) }
        let files = Array(arguments[2...])
        switch arguments[0] {
        case "decode":
            try write(to: arguments[1], files) { try ImageDecoder.decode(contentsOf: $0) }
        case "time":
            try time(rounds: Int(arguments[1]) ?? 10, files)
        default:
            guard let filter = Interpolation(rawValue: arguments[0]) else { return print(usage) }
            let preprocessing = Preprocessing.imagenet(interpolation: filter)
            let decoder = ImageDecoder(appliesOrientation: false)
            try write(to: arguments[1], files) {
                try preprocessing.croppedPixels(of: decoder.decode(contentsOf: $0))
            }
        }
    }

    static func write(
        to output: String,
        _ files: [String],
        _ make: (String) throws -> PixelImage
    ) throws {
        guard let stream = fopen(output, "wb") else { return print("cannot write \(output)") }
        defer { fclose(stream) }
        for file in files {
            do {
                let image = try make(file)
                let written = fwrite(image.rgb, 1, image.rgb.count, stream)
                print(written == image.rgb.count ? "\(image.width) \(image.height)" : "disk full")
            } catch let error as ImageError {
                print("error \(error.code): \(error.message)")
            }
        }
    }

    /// Prints, per file and as medians over rounds: decode, resize with crop, normalize, all three.
    static func time(rounds: Int, _ files: [String]) throws {
        let preprocessing = Preprocessing.imagenet()
        let clock = ContinuousClock()
        for file in files {
            var steps = [[Double]](repeating: [], count: 4)
            let image = try ImageDecoder.decode(contentsOf: file)
            let cropped = try preprocessing.croppedPixels(of: image)
            let normalizing = Preprocessing(
                resize: .none,
                mean: preprocessing.mean,
                standardDeviation: preprocessing.standardDeviation
            )
            for _ in 0..<rounds {
                let durations = [
                    try clock.measure { _ = try ImageDecoder.decode(contentsOf: file) },
                    try clock.measure { _ = try preprocessing.croppedPixels(of: image) },
                    try clock.measure { _ = try normalizing.prepare(cropped) },
                    try clock.measure {
                        _ = try preprocessing.prepare(ImageDecoder.decode(contentsOf: file))
                    },
                ]
                for (index, duration) in durations.enumerated() {
                    steps[index].append(duration / .microseconds(1))
                }
            }
            print(
                image.width,
                image.height,
                steps.map { "\($0.sorted()[$0.count / 2])" }.joined(separator: " ")
            )
        }
    }
}
