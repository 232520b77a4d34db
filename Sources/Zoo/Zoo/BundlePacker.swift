public import FrankenBlueprint
public import FrankenBundle
internal import FrankenBytes
internal import FrankenCodec
internal import FrankenCrypto
internal import FrankenEntropy
internal import FrankenFiles
internal import FrankenGraph
internal import FrankenInference
internal import FrankenTaxonomy
internal import FrankenWeights

/// Makes a bundle from a folder: what `zoo pack` does.
///
/// ```
/// bundle.json                          name, version, licences, metrics: PackDescription
/// encoder/                             the five files of an encoder package
/// decoder/decoder.json, .safetensors   graph and weights
/// tail/tail.json, .safetensors         graph and weights; not carried when there is an upstream
/// labels.tsv README.md LICENSE*        optional: class names, the card, licence texts
/// ```
/// Everything is read and run before a byte is written: the parts must fit, and what they compute
/// for synthetic pictures becomes the bundle's conformance vectors.
public struct BundlePacker: Sendable {
    /// Places the backbone in the taxonomy.
    public let blueprints: BlueprintRegistry

    /// A packer.
    public init(blueprints: BlueprintRegistry) {
        self.blueprints = blueprints
    }

    /// Reads a folder.
    ///
    /// - Parameter folder: As above; for other files in it see ``leftOut(of:)``.
    /// - Returns: A bundle to write, sign, install or push.
    /// - Throws: ``ZooError`` with code `.malformedFolder`; the errors of the parts' own modules.
    public func bundle(from folder: String) throws -> BuiltBundle {
        let pack = try PackDescription(bytes: Self.read(folder, PackDescription.fileName))
        let codec = try Self.codec(folder, SplitCodec.Description(name: pack.name.text))
        let vectors = try ConformanceVectors(of: codec)
        let vectorBytes = try vectors.bytes()
        var builder = try BundleBuilder(
            description: description(
                pack,
                folder,
                codec,
                vectors: BundleConformance(
                    digest: SHA256Hasher.digest(of: vectorBytes),
                    cases: vectors.cases.count,
                    tolerance: ConformanceVectors.tolerance
                )
            )
        )
        var roles = BlobRole.allCases.filter(\.isShared) + [.decoderGraph, .decoder, .tailGraph]
        if pack.upstream == nil { roles.append(.tail) }
        for role in roles { try builder.add(role, .file("\(folder)/\(role.fileName)")) }
        for role in [BlobRole.labels, .blueprint] {
            if let bytes = try Self.optional(folder, role) { try builder.add(role, .bytes(bytes)) }
        }
        try builder.add(.vectors, .bytes(vectorBytes))
        let card = try Self.optional(folder, .card) ?? BundleCard(builder.description).bytes
        try builder.add(.card, .bytes(card))
        for name in try Folder.names(in: folder) where name.hasPrefix(BlobRole.license.fileName) {
            try builder.add(.license, .bytes(Self.read(folder, name)), title: name)
        }
        return try builder.build()
    }

    private func description(
        _ pack: PackDescription,
        _ folder: String,
        _ codec: SplitCodec,
        vectors: BundleConformance
    ) throws -> BundleDescription {
        let weights = try FileDigest(path: "\(folder)/\(BlobRole.encoder.fileName)")
        let encoder = codec.encoder
        let graphs = [encoder.model.graph, codec.decoder.graph, codec.tail.graph]
        let ops = Set(graphs.flatMap { $0.nodes.map(\.op.kind) }).sorted()
        return BundleDescription(
            name: pack.name,
            version: pack.version,
            summary: pack.summary,
            training: pack.training,
            taxonomy: try taxonomy(of: pack.backbone ?? pack.name.text),
            runtime: BundleRuntime(
                minimumZoo: ZooVersion.current,
                blueprintVersion: 1,
                requiredOps: ops
            ),
            encoder: BundleEncoder(
                digest: weights.digest,
                identity: try Self.digest(encoder.description.encoderDigest),
                name: encoder.description.name,
                parameters: encoder.model.graph.parameterCount,
                byteCount: weights.byteCount,
                latent: .init(channels: encoder.latents.channelCount, stride: encoder.reduction),
                tables: try Self.digest(encoder.description.tablesDigest),
                coder: "frankensplit/1"
            ),
            decoder: BundleDecoder(
                digest: try FileDigest(path: "\(folder)/\(BlobRole.decoder.fileName)").digest,
                parameters: codec.decoder.graph.parameterCount
            ),
            tail: BundleTail(
                digest: try FileDigest(path: "\(folder)/\(BlobRole.tail.fileName)").digest,
                upstream: pack.upstream,
                parameters: codec.tail.graph.parameterCount,
                classes: codec.classCount
            ),
            metrics: pack.metrics,
            conformance: vectors,
            lineage: pack.lineage,
            licenses: pack.licenses
        )
    }

    private func taxonomy(of backbone: String) throws -> BundleTaxonomy {
        _ = try blueprints.backbone(named: backbone)
        guard let entry = blueprints.taxonomy.entries(matching: backbone).first else {
            throw ZooError(.notFound, "No backbone is called '\(backbone.prefix(96))'.")
        }
        return BundleTaxonomy(
            archetype: entry.archetype.id,
            family: entry.family.id,
            relative: entry.relative.name
        )
    }

    private static func digest(_ bytes: [UInt8]) throws -> Digest {
        guard let digest = Digest(bytes: bytes) else {
            throw ZooError(.inconsistent, "expected a digest of 32 bytes, found \(bytes.count).")
        }
        return digest
    }

    /// The parts in a folder.
    ///
    /// - Parameters:
    ///   - folder: As above.
    ///   - description: What to call them.
    /// - Returns: Parts that fit each other.
    /// - Throws: ``ZooError`` with code `.malformedFolder`; the errors of the parts' own modules.
    static func codec(_ folder: String, _ description: SplitCodec.Description) throws -> SplitCodec
    {
        try SplitCodec(
            description,
            encoder: EncoderPackage(path: "\(folder)/encoder"),
            decoder: model(folder, .decoderGraph, .decoder),
            tail: model(folder, .tailGraph, .tail),
            labels: optional(folder, .labels).map {
                try ClassLabels(text: String(decoding: $0, as: UTF8.self))
            }
        )
    }

    /// A graph and the weights beside it.
    private static func model(
        _ folder: String,
        _ graph: BlobRole,
        _ weights: BlobRole
    ) throws -> Model {
        do {
            return try Model(
                graph: StrictJSONDecoder().decode(from: read(folder, graph.fileName)),
                weights: TensorStore.open(path: "\(folder)/\(weights.fileName)")
            )
        } catch let error as ZooError {
            throw error
        } catch {
            throw ZooError(
                .malformedFolder,
                "\(graph.fileName) and \(weights.fileName): \(error)"
            )
        }
    }

    /// The file of a role; nil where there is none.
    static func optional(_ folder: String, _ role: BlobRole) throws -> [UInt8]? {
        do {
            return try read(folder, role.fileName)
        } catch let error as ZooError where error.code == .notFound {
            return nil
        }
    }

    /// A small file.
    static func read(_ folder: String, _ name: String) throws -> [UInt8] {
        do {
            return try OpenFile.bytes(of: "\(folder)/\(name)", limit: BundleModels.smallLimit)
        } catch {
            throw ZooError(
                error.isMissing ? .notFound : .malformedFolder,
                "A folder to pack needs \(name): \(error)"
            )
        }
    }
}
