package import FrankenCodec
internal import FrankenEntropy
package import FrankenGraph
package import FrankenImage
internal import FrankenRuntime
internal import FrankenWeights

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Makes encoders with random weights, for tests, benches and first steps: right sizes, right
/// times, realistic rates, and no accuracy whatsoever.
package struct UntrainedEncoder {
    /// The network's sizes.
    package var sizes = EncoderSizes()
    /// Chooses the weights and the synthetic images.
    package var seed: UInt64 = 1
    /// Bytes that an image of the trained size shall take on average.
    package var byteCount = 3000
    /// Rates, each with steps 1.4 times as fine as the one before it; 1 for a codec of one rate.
    package var levelCount = 1
    /// How an image becomes the network's input.
    package var preprocessing = Preprocessing.imagenet()

    /// An encoder of the published sizes.
    package init() {}

    /// Makes a package.
    ///
    /// Weights are random; the last block's are then scaled per channel so that the latent has
    /// the wanted entropy, most of it in the first channels, as training leaves it.
    ///
    /// - Parameter photos: What the tables are fitted to; synthetic images when there are none.
    /// - Returns: A package that says it is untrained.
    /// - Throws: `CodecError`, `ImageError` or `RuntimeError`.
    package func package(photos: [PixelImage] = []) throws -> EncoderPackage {
        let graph = try EncoderGraph.make(sizes)
        var random = RandomParameters(seed: seed)
        let tensors = try random.tensors(for: graph)
        let store = try TensorStore(inMemory: tensors)
        let size = preprocessing.outputSize
        let plan = try PlanCompiler(Model(graph: graph, weights: store)).plan(
            inputs: [EncoderGraph.input: [1, 3, size.height, size.width]]
        )
        let session = try plan.session()
        let images = try photos.isEmpty ? (0..<4).map { _ in try synthetic(&random) } : photos
        let latents = try images.map { image in
            try session.run([preprocessing.prepare(image).values])[0]
        }
        let gains = try gains(for: latents)
        let scaled = try graph.parameters.map { parameter in
            var floats = try store.floats(named: parameter.name)
            if parameter.name.hasPrefix("rb3.conv2.") || parameter.name.hasPrefix("rb3.skip.") {
                let row = floats.count / gains.count
                for index in floats.indices { floats[index] *= gains[index / row] }
            }
            return try MemoryTensor(name: parameter.name, shape: parameter.shape, floats: floats)
        }
        return try EncoderPackage(
            name: "untrained-\(seed)",
            training: .untrained,
            model: Model(graph: graph, weights: TensorStore(inMemory: scaled)),
            latents: codec(of: latents.map { Self.scaled($0, by: gains) }),
            preprocessing: preprocessing
        )
    }

    /// Tables for latents, whose own size is that of the finest level.
    private func codec(of latents: [[Float]]) throws -> LatentCodec {
        let count = sizes.latentChannels
        func tables(_ gain: Float) throws -> EntropyTables {
            try TableFit.tables(
                fitting: latents.map { $0.map { gain * $0 } },
                channelCount: count
            )
        }
        guard levelCount > 1 else { return LatentCodec(try tables(1)) }
        return try LatentCodec(
            levels: (0..<levelCount).map { level in
                let gain = Float(pow(2, Double(level + 1 - levelCount) / 2))
                return LatentCodec.Level(
                    gains: [Float](repeating: gain, count: count),
                    inverseGains: [Float](repeating: 1 / gain, count: count),
                    tables: try tables(gain)
                )
            }
        )
    }

    /// What each channel of the latent is multiplied by.
    private func gains(for latents: [[Float]]) throws -> [Float] {
        let count = sizes.latentChannels
        let plane = latents[0].count / count
        let spreads = (0..<count).map { channel -> Double in
            let values = latents.flatMap { $0[channel * plane..<(channel + 1) * plane] }
            let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
            let square = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
            return max((square / Double(values.count)).squareRoot(), 1e-6)
        }
        // Spreads fall to a thirtieth from the first channel to the last.
        let shape = spreads.enumerated().map { index, spread in
            pow(30, -Double(index) / Double(max(count - 1, 1))) / spread
        }
        func gains(_ scale: Double) -> [Float] { shape.map { Float($0 * scale) } }
        let sample = Array(latents.prefix(2))
        let side = try LatentShape(channels: count, height: 1, width: plane)
        let target = 8 * Double(byteCount * sample.count)
        var (low, high) = (-4.0, 8.0)
        for _ in 0..<10 {
            let middle = (low + high) / 2
            let trial = sample.map { Self.scaled($0, by: gains(pow(2, middle))) }
            let codec = LatentCodec(try TableFit.tables(fitting: trial, channelCount: count))
            var counter = RateCounter(codec)
            let bits = try trial.reduce(0.0) { total, latent in
                try total + counter.bits(of: latent.span, shape: side, level: 0)
            }
            if bits < target { low = middle } else { high = middle }
        }
        return gains(pow(2, low))
    }

    private static func scaled(_ latent: [Float], by gains: [Float]) -> [Float] {
        let plane = latent.count / gains.count
        return latent.indices.map { latent[$0] * gains[$0 / plane] }
    }

    /// An image of soft shapes at several scales, about as rough as a photo.
    package func synthetic(_ random: inout RandomParameters) throws -> PixelImage {
        let side = 256
        var rgb = [UInt8](repeating: 0, count: side * side * 3)
        for channel in 0..<3 {
            var values = [Float](repeating: 128, count: side * side)
            for octave in 1..<7 {
                let cells = 1 << octave
                let grid = random.floats(count: (cells + 1) * (cells + 1), within: 1)
                let amplitude = 160 / Float(cells).squareRoot() / 2
                let step = side / cells
                for y in 0..<side {
                    let (row, down) = (y / step, Float(y % step) / Float(step))
                    for x in 0..<side {
                        let (column, right) = (x / step, Float(x % step) / Float(step))
                        let start = row * (cells + 1) + column
                        let above = grid[start] * (1 - right) + grid[start + 1] * right
                        let next = start + cells + 1
                        let below = grid[next] * (1 - right) + grid[next + 1] * right
                        values[y * side + x] +=
                            amplitude * (above * (1 - down) + below * down)
                    }
                }
            }
            for index in values.indices {
                rgb[index * 3 + channel] = UInt8(min(max(values[index], 0), 255))
            }
        }
        return try PixelImage(width: side, height: side, rgb: rgb)
    }
}
