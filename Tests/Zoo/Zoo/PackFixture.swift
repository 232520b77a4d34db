import Foundation
import FrankenBundle
import FrankenBytes
import FrankenCodec
import FrankenEdge
import FrankenGraph
import FrankenImage
import FrankenWeights
import FrankenZoo

/// Folders that can be packed: a small untrained encoder, a decoder and a tail.
///
/// Folders of one `encoder` seed share it byte for byte; `tail` seeds make other backbones.
struct PackFixture {
    var name = "resnet50"
    var version = "1.0.0"
    var encoder: UInt64 = 1
    var tail: UInt64 = 3
    /// Stated as where the tail's weights come from; the bundle then may not carry them.
    var upstream: UpstreamWeights?

    /// Makes a folder.
    ///
    /// - Parameter path: Where nothing is yet.
    /// - Throws: When a part cannot be made or written.
    func write(to path: String) throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        let package = try encoder == 1 ? Self.usual.get() : Self.package(seed: encoder)
        try package.write(to: "\(path)/encoder")
        try Self.write(decoder(), to: "\(path)/decoder", as: "decoder")
        try Self.write(tailModel(), to: "\(path)/tail", as: "tail")
        let pack = try PackDescription(
            name: BundleName(name),
            version: BundleVersion(version),
            backbone: "resnet50",
            training: .untrained,
            upstream: upstream,
            licenses: [BundleLicense(component: "all", spdx: "Apache-2.0")]
        )
        try Data(pack.bytes()).write(to: URL(filePath: "\(path)/\(PackDescription.fileName)"))
        try Data("Ours.\n".utf8).write(to: URL(filePath: "\(path)/LICENSE"))
    }

    private static let usual = Result { try package(seed: 1) }

    /// An encoder for photos of 64 x 64 with a latent of 6 channels.
    static func package(seed: UInt64) throws -> EncoderPackage {
        var untrained = UntrainedEncoder()
        untrained.seed = seed
        untrained.byteCount = 300
        untrained.sizes = EncoderSizes(widths: (8, 8), latentChannels: 6)
        untrained.preprocessing = .imagenet(resize: 64, crop: 64)
        return try untrained.package()
    }

    private func decoder() throws -> Model {
        var build = GraphBuilder("decoder", input: "latent", shape: [nil, 6, nil, nil])
        build.add("conv", .conv(6, 12, kernel: 3, padding: 1), to: "latent")
        build.add("relu", .relu, to: "conv")
        return try .random(build.graph(outputs: ["relu"]), seed: tail + 100)
    }

    private func tailModel() throws -> Model {
        var build = GraphBuilder("tail", input: "features", shape: [nil, 12, nil, nil])
        build.add("pool", .globalPooling(.init(.average)), to: "features")
        build.add("flat", .flatten(.init()), to: "pool")
        build.add("fc", .linear(12, 5), to: "flat")
        return try .random(build.graph(outputs: ["fc"]), seed: tail)
    }

    private static func write(_ model: Model, to folder: String, as name: String) throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let graph = try StableJSONEncoder(.pretty).encode(model.graph)
        try Data(graph).write(to: URL(filePath: "\(folder)/\(name).json"))
        try SafetensorsWriter().write(model.weights, to: "\(folder)/\(name).safetensors")
    }
}
