internal import FrankenBlueprint
internal import FrankenBundle
internal import FrankenEdge
internal import FrankenInference
internal import FrankenStore
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
        untrained.decoder = decoder.name
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
        let packed = try zoo.codec(parts)
        let memory = try SplitClassifier(packed)
        let stream = try EdgeEncoder(packed.encoder).encode(Self.photo())
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
}
