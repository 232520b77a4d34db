internal import FrankenBlueprint
internal import FrankenBundle
internal import FrankenBytes
public import FrankenCrypto
internal import FrankenFiles
internal import FrankenGraph
public import FrankenInference
internal import FrankenStore
internal import FrankenTaxonomy
internal import FrankenTrust
internal import FrankenWeights

/// A backbone that was imported from a file of the user's.
public struct ImportedBackbone: Sendable, Hashable {
    /// Under which it is listed and removed.
    public let reference: String
    /// The backbone in the taxonomy.
    public let backbone: String
    /// The place where it was cut.
    public let splitPoint: String
    /// The digest of the tail's weights: what a bundle that may not carry them names.
    public let tail: Digest
    /// Bytes of the tail's weights.
    public let tailByteCount: Int
    /// Bytes of the head's weights.
    public let headByteCount: Int
    /// The digest of the file it was made from.
    public let source: Digest
    /// Installed bundles that can be used from now on.
    public let completes: [String]
    /// Installed bundles of this backbone that were made for other weights.
    public let others: [String]
}

extension Zoo {
    /// What an imported backbone's name ends with.
    private static let importSuffix = ".upstream"

    /// Cuts a checkpoint that the user has, and keeps both parts in the store.
    ///
    /// The tail's blob is what decoder bundles for these weights name, so that a bundle that may
    /// not carry it becomes whole. The head is what a decoder is taught by.
    ///
    /// - Parameters:
    ///   - name: The backbone's name or alias.
    ///   - path: A checkpoint of torchvision, timm or our own; it may be hostile.
    ///   - labels: What the classes are called, when they are not the usual ones.
    /// - Returns: What was imported, and what it completes.
    /// - Throws: As ``UpstreamBackbone``, and `StoreError`.
    public func importBackbone(
        named name: String,
        weights path: String,
        labels: ClassLabels? = nil
    ) throws -> ImportedBackbone {
        let upstream = try UpstreamBackbone(
            named: name,
            weights: path,
            blueprints: blueprints,
            labels: labels
        )
        let relative = upstream.backbone.blueprint.name
        let source = try FileDigest(path: path).digest
        let ingest = try store.ingest()
        var layers: [Descriptor] = []
        for (graph, weights, model) in [
            (BlobRole.tailGraph, BlobRole.tail, upstream.tail),
            (.headGraph, .head, upstream.head),
        ] {
            let text = try StableJSONEncoder(.pretty).encode(model.graph)
            layers.append(try Self.put(text, graph, ingest))
            layers.append(try put(model.weights, weights, ingest))
        }
        if let labels = upstream.backbone.labels {
            layers.append(try Self.put(Array(labels.text.utf8), .labels, ingest))
        }
        let preprocessing = try StableJSONEncoder(.pretty).encode(upstream.backbone.preprocessing)
        layers.append(try Self.put(preprocessing, .preprocessing, ingest))
        let config = try Self.put(Array("{}".utf8), mediaType: MediaType.empty, ingest)
        let manifest = try ImageManifest(
            artifactType: MediaType.backbone,
            config: config,
            layers: layers,
            annotations: [AnnotationKey.title: relative]
        ).bytes()
        let receipt = try receipt(relative, upstream, manifest, tail: layers[1], source: path)
        try ingest.install(manifest, receipt: receipt)
        let (completes, others) = try bundles(of: relative, tail: layers[1].digest)
        return ImportedBackbone(
            reference: receipt.reference,
            backbone: relative,
            splitPoint: upstream.splitPoint.name,
            tail: layers[1].digest,
            tailByteCount: layers[1].size,
            headByteCount: layers[3].size,
            source: source,
            completes: completes,
            others: others
        )
    }

    private func receipt(
        _ relative: String,
        _ upstream: UpstreamBackbone,
        _ manifest: [UInt8],
        tail: Descriptor,
        source: String
    ) throws -> Receipt {
        let entry = try blueprints.taxonomy.entries(matching: relative).first
        let tag = try BundleTag(tail.digest.short)
        return Receipt(
            name: try BundleName(relative + Self.importSuffix),
            tag: tag,
            version: tag,
            manifest: Descriptor(
                mediaType: MediaType.imageManifest,
                digest: try SHA256Hasher.digest(of: manifest),
                size: manifest.count,
                artifactType: MediaType.backbone
            ),
            source: source,
            time: Int(Timestamp.current().secondsSinceEpoch),
            trust: "imported here",
            importedBackbone: relative,
            summary: BundleSummary(
                archetype: entry?.archetype.id ?? "",
                family: entry?.family.id ?? ""
            )
        )
    }

    /// The installed bundles for a backbone, by whether they name this tail.
    private func bundles(
        of relative: String,
        tail: Digest
    ) throws -> (fitting: [String], others: [String]) {
        var (fitting, others): ([String], [String]) = ([], [])
        for bundle in try list() where bundle.importedBackbone == nil {
            guard let receipt = try? store.resolve(bundle.reference),
                let description = try? models(of: receipt).description(),
                description.taxonomy.relative == relative, description.tail.upstream != nil
            else { continue }
            if description.tail.digest == tail {
                fitting.append(bundle.reference)
            } else {
                others.append(bundle.reference)
            }
        }
        return (fitting, others)
    }

    private func put(
        _ weights: TensorStore,
        _ role: BlobRole,
        _ ingest: Ingest
    ) throws -> Descriptor {
        let folder = try CacheFolder.make(directories, "import")
        let path = "\(folder)/\(Owner.current.newName()).safetensors"
        defer { _ = try? Entry.remove(path) }
        try SafetensorsWriter().write(weights, to: path)
        let measured = try FileDigest(path: path)
        let descriptor = Self.descriptor(role, measured.digest, measured.byteCount)
        guard !ingest.contains(descriptor) else { return descriptor }
        let writer = try ingest.writer(for: descriptor)
        let file = try MappedFile(path: path)
        try file.withBytes(in: 0..<file.byteCount) { try writer.append($0) }
        try writer.publish()
        return descriptor
    }

    private static func put(
        _ bytes: [UInt8],
        _ role: BlobRole,
        _ ingest: Ingest
    ) throws -> Descriptor {
        let digest = try SHA256Hasher.digest(of: bytes)
        return try put(bytes, descriptor(role, digest, bytes.count), ingest)
    }

    private static func put(
        _ bytes: [UInt8],
        mediaType: String,
        _ ingest: Ingest
    ) throws -> Descriptor {
        let digest = try SHA256Hasher.digest(of: bytes)
        let descriptor = Descriptor(mediaType: mediaType, digest: digest, size: bytes.count)
        return try put(bytes, descriptor, ingest)
    }

    private static func put(
        _ bytes: [UInt8],
        _ descriptor: Descriptor,
        _ ingest: Ingest
    ) throws -> Descriptor {
        guard !ingest.contains(descriptor) else { return descriptor }
        let writer = try ingest.writer(for: descriptor)
        try unsafe writer.append(bytes.span.bytes)
        try writer.publish()
        return descriptor
    }

    private static func descriptor(_ role: BlobRole, _ digest: Digest, _ size: Int) -> Descriptor {
        Descriptor(
            mediaType: role.mediaType,
            digest: digest,
            size: size,
            annotations: [
                AnnotationKey.title: role.fileName, AnnotationKey.filePath: role.fileName,
                AnnotationKey.role: role.rawValue,
            ]
        )
    }
}
