public import FrankenBundle
internal import FrankenBytes
public import FrankenCodec
public import FrankenCrypto
public import FrankenGraph
public import FrankenInference
internal import FrankenWeights

/// The models of a bundle whose blobs are at hand, read and checked when they are asked for.
///
/// Small files are digested again when they are read. Weights are mapped from where they lie:
/// their digest was checked when they were stored, and `zoo verify` checks it again.
public struct BundleModels: Sendable {
    /// The most bytes of a graph, a label file or a description.
    static let smallLimit = 16 << 20

    /// The files.
    public let manifest: ImageManifest
    private let blobs: any BlobProvider
    /// Where a blob lies as a file, for weights that are mapped.
    private let path: @Sendable (Digest) -> String?

    /// The contents of a bundle.
    ///
    /// - Parameters:
    ///   - manifest: The files.
    ///   - blobs: Where they are.
    ///   - path: The file that holds a blob, where there is one; weights are then mapped instead
    ///     of copied.
    public init(
        manifest: ImageManifest,
        blobs: any BlobProvider,
        path: @escaping @Sendable (Digest) -> String? = { _ in nil }
    ) {
        self.manifest = manifest
        self.blobs = blobs
        self.path = path
    }

    /// The layers whose blobs are not here.
    public var missing: [Descriptor] { manifest.layers.filter { !blobs.contains($0.digest) } }

    /// `zoo.json`.
    ///
    /// - Returns: The description.
    /// - Throws: `BundleError` for a file that is missing or not a description.
    public func description() throws -> BundleDescription {
        try BundleDescription(bytes: bytes(.manifest, limit: BundleDescription.largestByteCount))
    }

    /// The encoder with its tables and preprocessing.
    ///
    /// - Returns: A package whose parts have the digests that it names.
    /// - Throws: `BundleError` for a missing file, `CodecError` for one that is not right.
    public func encoder() throws -> EncoderPackage {
        func read(_ role: BlobRole, _ name: EncoderFiles.Name) throws -> [UInt8] {
            try bytes(role, limit: name.byteLimit)
        }
        return try EncoderPackage(
            files: EncoderFiles(
                description: read(.codec, .description),
                graph: read(.encoderGraph, .graph),
                weights: read(.encoder, .weights),
                tables: read(.entropy, .tables),
                preprocessing: read(.preprocessing, .preprocessing)
            )
        )
    }

    /// Encoder, decoder, tail and labels.
    ///
    /// - Parameters:
    ///   - description: What to call it.
    ///   - encoder: The package to use instead of an equal one of its own; by default ``encoder()``.
    /// - Returns: The codec.
    /// - Throws: `BundleError` with code `.missingBlob` when the tail was not imported yet; errors
    ///   of the parts' own modules for what is not right.
    public func codec(
        _ description: SplitCodec.Description,
        encoder: EncoderPackage? = nil
    ) throws -> SplitCodec {
        try SplitCodec(
            description,
            encoder: encoder ?? self.encoder(),
            decoder: model(.decoderGraph, .decoder),
            tail: model(.tailGraph, .tail),
            labels: labels()
        )
    }

    /// What the classes are called, where the bundle says it.
    ///
    /// - Returns: `nil` for a bundle without labels.
    /// - Throws: `BundleError` or `InferenceError` for a file that is not right.
    public func labels() throws -> ClassLabels? {
        guard manifest.layer(.labels) != nil else { return nil }
        let bytes = try bytes(.labels, limit: Self.smallLimit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw BundleError(
                .malformedDescription,
                "labels.tsv: expected UTF-8 text, found other bytes."
            )
        }
        return try ClassLabels(text: text)
    }

    /// A graph and the weights it needs.
    ///
    /// - Parameters:
    ///   - graph: The role of the graph's file.
    ///   - weights: The role of the safetensors file.
    /// - Returns: A model whose weights fit.
    /// - Throws: `BundleError`, `JSONError`, `GraphError` or `WeightsError`.
    public func model(_ graph: BlobRole, _ weights: BlobRole) throws -> Model {
        let bytes = try bytes(graph, limit: Self.smallLimit)
        let store: TensorStore
        if weights == .tail, manifest.layer(.tail) == nil {
            return try Model(
                graph: StrictJSONDecoder().decode(from: bytes),
                weights: TensorStore.open(path: upstreamTail())
            )
        }
        let layer = try layer(weights)
        if blobs.contains(layer.digest), let file = path(layer.digest) {
            store = try TensorStore.open(path: file)
        } else {
            store = try TensorStore.open(bytes: blobs.bytes(layer, limit: .max))
        }
        return try Model(graph: StrictJSONDecoder().decode(from: bytes), weights: store)
    }

    /// The text of a file for people.
    ///
    /// - Parameter role: `BlobRole.card` or `BlobRole.license`.
    /// - Returns: One text for each layer of the role.
    /// - Throws: `BundleError` for a missing file.
    public func texts(_ role: BlobRole) throws -> [String] {
        try manifest.layers.filter { $0.role == role }.map {
            String(decoding: try blobs.bytes($0, limit: Self.smallLimit), as: UTF8.self)
        }
    }

    /// A small file.
    func bytes(_ role: BlobRole, limit: Int) throws -> [UInt8] {
        try blobs.bytes(layer(role), limit: limit)
    }

    /// The file of a tail that the bundle may not carry, and that was imported here.
    private func upstreamTail() throws -> String {
        let digest = try description().tail.digest
        guard blobs.contains(digest), let file = path(digest) else {
            throw BundleError(
                .missingBlob,
                "expected the tail \(digest.short), which the bundle may not carry, found none. "
                    + "See 'zoo import'."
            )
        }
        return file
    }

    private func layer(_ role: BlobRole) throws -> Descriptor {
        guard let layer = manifest.layer(role) else {
            throw BundleError(
                .missingBlob,
                "expected a bundle with \(role.fileName), found none in its manifest."
            )
        }
        return layer
    }
}
