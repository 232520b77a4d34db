import FrankenBytes
import FrankenCodec
import FrankenEntropy
import FrankenGraph
import FrankenImage
import FrankenWeights

/// A small valid package, and parts to make invalid ones from.
enum TestPackage {
    static let sizes = EncoderSizes(widths: (8, 8), latentChannels: 8)

    static func model(_ sizes: EncoderSizes = sizes, seed: UInt64 = 1) throws -> Model {
        let graph = try EncoderGraph.make(sizes)
        var random = RandomParameters(seed: seed)
        return try Model(
            graph: graph,
            weights: TensorStore(inMemory: random.tensors(for: graph))
        )
    }

    static func tables(channels: Int = 8, seed: UInt64 = 7) throws -> EntropyTables {
        var random = RandomParameters(seed: seed)
        return try TableFit.tables(
            fitting: [random.floats(count: channels * 200, within: 4)],
            channelCount: channels
        )
    }

    static func make(
        model: Model? = nil,
        tables: EntropyTables? = nil,
        qualities: [UInt8] = [0, 3],
        preprocessing: Preprocessing = .imagenet(resize: 40, crop: 32)
    ) throws -> EncoderPackage {
        try EncoderPackage(
            name: "test",
            training: .untrained,
            qualities: qualities,
            model: model ?? TestPackage.model(),
            latents: LatentCodec(tables ?? TestPackage.tables()),
            preprocessing: preprocessing
        )
    }
}
