internal import FrankenBlueprint
internal import FrankenBundle
internal import FrankenBytes
internal import FrankenCodec
internal import FrankenEdge
internal import FrankenGraph
internal import FrankenInference
internal import FrankenStore
internal import FrankenWeights
internal import FrankenZoo

extension Conformance {
    func bundle(
        _ decoder: DecoderBlueprint,
        _ backbone: BackboneBlueprint,
        _ report: inout ConformanceReport
    ) throws {
        let scratch = try ScratchFolder(in: options.folder)
        defer { scratch.remove() }
        var untrained = UntrainedBundle(backbone.name, blueprints: registry)
        untrained.recipe = decoder.name
        untrained.seed = options.seed
        let parts = "\(scratch.path)/parts"
        try untrained.write(to: parts)
        let packer = BundlePacker(blueprints: registry)
        let built = try packer.bundle(from: parts)
        guard try packer.bundle(from: parts).bundle.descriptor == built.bundle.descriptor else {
            throw Broken("packing the same folder twice gives two bundles.")
        }
        let file = "\(scratch.path)/bundle.zoo"
        try BundleWriter(form: .tar).write([built.bundle], blobs: built.blobs, to: file)
        let zoo = try Zoo.open(
            ZooDirectories(environment: ["ZOO_HOME": "\(scratch.path)/home"])
        )
        let plans = try Installer(zoo, network: nil).install(.file(file))
        guard let reference = plans.first?.description.label else {
            throw Broken("the bundle's file holds no bundle.")
        }
        let installed = try zoo.backbone(reference)
        let place = installed.description.taxonomy
        guard place.relative == backbone.name else {
            throw Broken("the bundle says it is of '\(place.relative)', not of '\(backbone.name)'.")
        }
        let encoder = try EncoderPackage(path: "\(parts)/encoder")
        let memory = try SplitClassifier(
            SplitBackbone(
                name: backbone.name,
                decoder: Self.model(parts, .decoderGraph, .decoder),
                tail: Self.model(parts, .tailGraph, .tail),
                labels: installed.parts.labels
            ),
            encoder: encoder
        )
        let stream = try EdgeEncoder(encoder).encode(Self.photo())
        guard try installed.encode(Self.photo()) == stream else {
            throw Broken("the installed encoder writes another stream than the one packed.")
        }
        let top = backbone.classCount
        let expected = try memory.classify(stream.span, top: top).predictions
        guard try installed.classify(stream, top: top) == expected else {
            throw Broken("the installed bundle classifies otherwise than its parts in memory.")
        }
        report.note(
            "\(backbone.name)/\(decoder.name): packed, installed and opened; a stream of "
                + "\(stream.count) bytes gives the same \(expected.count) probabilities"
        )
    }

    private static func model(
        _ folder: String,
        _ graph: BlobRole,
        _ weights: BlobRole
    ) throws -> Model {
        let file = try MappedFile(path: "\(folder)/\(graph.fileName)")
        return try Model(
            graph: StrictJSONDecoder().decode(
                from: file.copyBytes(in: 0..<file.byteCount)
            ),
            weights: TensorStore.open(path: "\(folder)/\(weights.fileName)")
        )
    }
}
