public import FrankenBlueprint
public import FrankenBundle
internal import FrankenBytes
public import FrankenCodec
internal import FrankenEdge
internal import FrankenEntropy
internal import FrankenFiles
internal import FrankenGraph
internal import FrankenImage
internal import FrankenInference
internal import FrankenTaxonomy
public import FrankenWeights

/// Writes folders that ``BundlePacker`` packs, with a decoder that nobody trained: for tests, for
/// benches, and for seeing the whole path of a new family before there is a trained one.
public struct UntrainedBundle {
    /// The families and decoders.
    public let blueprints: BlueprintRegistry
    /// The backbone's name or alias.
    public let backbone: String
    /// What the bundle is called; the backbone's name without it.
    public var name: BundleName?
    /// The bundle's version.
    public var version = BundleVersion(major: 1, minor: 0, patch: 0)
    /// The decoder's name; the backbone's first one without it.
    public var decoder: String?
    /// A checkpoint of the backbone; random weights without it.
    public var weights: String?
    /// Where the checkpoint is published, for a bundle that does not carry its tail.
    public var upstreamAddresses: [String] = []
    /// The encoder; an untrained one of the size that the decoder asks for without it.
    public var encoder: EncoderPackage?
    /// Chooses everything that is random.
    public var seed: UInt64 = 1

    /// A bundle of a backbone that carries its tail.
    public init(_ backbone: String, blueprints: BlueprintRegistry) {
        self.backbone = backbone
        self.blueprints = blueprints
    }

    /// Writes the folder.
    ///
    /// - Parameter folder: Where nothing is yet, or an empty folder.
    /// - Throws: `TaxonomyError` for an unknown backbone or decoder, ``ZooError`` with code
    ///   `.inconsistent` for an encoder that the decoder does not take, the errors of the parts'
    ///   own modules, and `FilesError` for a folder that cannot be made.
    public func write(to folder: String) throws {
        let blueprint = try blueprints.backbone(named: backbone)
        let declared = try blueprints.decoder(for: backbone, named: decoder)
        let upstream = try upstream(blueprint, declared)
        let encoder = try encoder ?? Self.encoder(for: declared, blueprint, seed: seed)
        guard encoder.reduction == declared.latent.reduction else {
            throw ZooError(
                .inconsistent,
                "The decoder '\(declared.name)' of \(blueprint.name) needs an encoder that reduces "
                    + "images \(declared.latent.reduction) times; this one does \(encoder.reduction) "
                    + "times."
            )
        }
        let graph = try declared.graph(latentChannels: encoder.latents.channelCount)
        let decoder = try Model.random(graph, seed: seed &+ 1)
        let description = try description(blueprint, upstream)
        try NewFolder.write(to: folder) { folder in
            try folder.add(PackDescription.fileName, bytes: description.bytes())
            for name in EncoderFiles.Name.allCases {
                try folder.add("encoder/\(name.rawValue)", bytes: encoder.files[name])
            }
            for (graph, weights, model) in [
                (BlobRole.decoderGraph, BlobRole.decoder, decoder),
                (.tailGraph, .tail, upstream.tail),
            ] {
                let text = try StableJSONEncoder(.pretty).encode(model.graph)
                try folder.add(graph.fileName, bytes: text)
                let bytes = try SafetensorsWriter().bytes(of: model.weights)
                try folder.add(weights.fileName, bytes: bytes)
            }
            if let labels = upstream.backbone.labels {
                try folder.add(BlobRole.labels.fileName, bytes: Array(labels.text.utf8))
            }
        }
    }

    /// Random weights of a backbone under the names of an upstream project.
    ///
    /// - Parameters:
    ///   - blueprint: The backbone.
    ///   - layout: The project, for example `torchvision`; the backbone's first without it.
    ///   - classes: Classes to tell apart; as published without it.
    ///   - seed: Chooses the weights.
    /// - Returns: The tensors of a checkpoint.
    /// - Throws: `BlueprintError` for a layout that the backbone does not know, ``ZooError`` with
    ///   code `.invalidRequest` for one that cannot be written.
    public static func checkpoint(
        of blueprint: BackboneBlueprint,
        layout: String? = nil,
        classes: Int? = nil,
        seed: UInt64
    ) throws -> TensorStore {
        guard let name = layout ?? blueprint.keyLayoutNames.first else {
            throw ZooError(.invalidRequest, "\(blueprint.name) declares no key layout.")
        }
        let map = try blueprint.keyLayout(named: name).map
        let model = try Model.random(blueprint.graph(classCount: classes), seed: seed)
        guard let reversed = map.reversed(for: model.graph.parameters.map(\.name)) else {
            throw ZooError(
                .invalidRequest,
                "The names of \(name) cannot be written for \(blueprint.name); take another of "
                    + "\(blueprint.keyLayoutNames.joined(separator: ", "))."
            )
        }
        return try model.weights.renamed(using: reversed)
    }

    private func upstream(
        _ blueprint: BackboneBlueprint,
        _ decoder: DecoderBlueprint
    ) throws -> UpstreamBackbone {
        guard let weights else {
            let checkpoint = try Self.checkpoint(of: blueprint, seed: seed)
            return try UpstreamBackbone(Backbone(blueprint, weights: checkpoint), decoder)
        }
        let checkpoint = try TensorStore.open(path: weights)
        return try UpstreamBackbone(Backbone(blueprint, weights: checkpoint), decoder)
    }

    /// One encoder for all backbones of one image size, as bundles share it.
    ///
    /// - Parameters:
    ///   - decoder: The decoder that takes its latents.
    ///   - blueprint: The backbone that the decoder is for.
    ///   - seed: Chooses its weights.
    /// - Returns: An encoder that nobody trained.
    /// - Throws: `CodecError`, `ImageError` or `RuntimeError`.
    public static func encoder(
        for decoder: DecoderBlueprint,
        _ blueprint: BackboneBlueprint,
        seed: UInt64
    ) throws -> EncoderPackage {
        var maker = UntrainedEncoder()
        maker.seed = seed
        let size = blueprint.preprocessing.outputSize
        let usual = Preprocessing.imagenet()
        maker.preprocessing = size == usual.outputSize ? usual : blueprint.preprocessing
        if decoder.latent.reduction == 4 { maker.sizes = .small }
        maker.sizes.latentChannels = decoder.latentChannels
        // The published rate, for images of any size.
        maker.byteCount = max(3000 * size.width * size.height / (224 * 224), 100)
        return try maker.package()
    }

    private func description(
        _ blueprint: BackboneBlueprint,
        _ upstream: UpstreamBackbone
    ) throws -> PackDescription {
        let license = "Apache-2.0"
        let subject = "\(upstream.backbone.keyLayout) weights"
        let theirs = blueprint.licenses.first { $0.subject == subject }?.spdx
        let tail = weights == nil ? license : theirs ?? "NOASSERTION"
        var published: UpstreamWeights?
        if let weights, !upstreamAddresses.isEmpty {
            let file = try FileDigest(path: weights)
            published = UpstreamWeights(
                urls: upstreamAddresses,
                digest: file.digest,
                size: file.byteCount,
                keyLayout: upstream.backbone.keyLayout,
                license: tail
            )
        }
        return PackDescription(
            name: try name ?? BundleName(blueprint.name),
            version: version,
            backbone: blueprint.name,
            summary: "\(blueprint.relative.displayName) behind a decoder that nobody trained.",
            training: .untrained,
            lineage: BundleLineage(tool: "frankensplit-zoo \(ZooVersion.text)"),
            upstream: published,
            licenses: [
                BundleLicense(component: "encoder", spdx: license),
                BundleLicense(component: "decoder", spdx: license),
                BundleLicense(component: "tail", spdx: tail),
            ]
        )
    }

}
