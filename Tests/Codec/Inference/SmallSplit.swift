import FrankenCodec
import FrankenEdge
import FrankenGraph
import FrankenImage
import FrankenInference
import FrankenRuntime

/// An encoder for photos of 64 x 64 and a backbone that is quick to run, both untrained.
enum SmallSplit {
    static let encoder = Result { try package(seed: 1) }

    static func package(seed: UInt64) throws -> EncoderPackage {
        var untrained = UntrainedEncoder()
        untrained.seed = seed
        untrained.byteCount = 300
        untrained.sizes = EncoderSizes(widths: (8, 8), latentChannels: 6)
        untrained.preprocessing = .imagenet(resize: 64, crop: 64)
        return try untrained.package()
    }

    /// From 6 to 12 channels at the latent's size.
    static func decoder(channels: Int = 6) throws -> Model {
        var build = GraphBuilder("decoder", input: "latent", shape: [nil, channels, nil, nil])
        build.add("conv", .conv(channels, 12, kernel: 3, padding: 1), to: "latent")
        build.add("relu", .relu, to: "conv")
        return try .random(build.graph(outputs: ["relu"]), seed: 2)
    }

    /// From 12 channels to so many classes.
    static func tail(classes: Int = 5) throws -> Model {
        var build = GraphBuilder("tail", input: "features", shape: [nil, 12, nil, nil])
        build.add("pool", .globalPooling(.init(.average)), to: "features")
        build.add("flat", .flatten(.init()), to: "pool")
        build.add("fc", .linear(12, classes), to: "flat")
        return try .random(build.graph(outputs: ["fc"]), seed: 3)
    }

    static func codec(classes: Int = 5, labels: ClassLabels? = nil) throws -> SplitCodec {
        try SplitCodec(
            SplitCodec.Description(name: "small"),
            encoder: encoder.get(),
            decoder: decoder(),
            tail: tail(classes: classes),
            labels: labels
        )
    }

    /// A photo with something in it, different for each seed.
    static func photo(_ seed: Int, side: Int = 64) throws -> PixelImage {
        try PixelImage(
            width: side,
            height: side,
            rgb: (0..<side * side * 3).map { index in
                let (row, column) = (index / 3 / side, index / 3 % side)
                return UInt8((row * (seed + 2) + column * (7 - seed % 5) + index % 3 * 40) & 255)
            }
        )
    }

    static func stream(
        of photo: PixelImage,
        encoder: EncoderPackage? = nil,
        sizing: EdgeOptions.Sizing = .trained
    ) throws -> [UInt8] {
        let edge = try EdgeEncoder(
            encoder ?? Self.encoder.get(),
            options: EdgeOptions(precision: .fixed(.float32), sizing: sizing)
        )
        var stream: [UInt8] = []
        try edge.encode(photo, into: &stream)
        return stream
    }
}
