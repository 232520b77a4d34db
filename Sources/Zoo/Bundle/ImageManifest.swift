internal import FrankenBytes
internal import FrankenCrypto

/// The manifest of a bundle: an OCI image manifest whose layers are the bundle's files.
///
/// A manifest is signed and named by its bytes, so the bytes that were read are kept beside what
/// they say.
///
/// - SeeAlso: OCI image specification 1.1, "Image Manifest".
public struct ImageManifest: Sendable, Hashable {
    /// The longest manifest that is read, in bytes.
    public static let largestByteCount = 4 << 20

    /// The kind of artifact: ``MediaType/modelManifest`` for a bundle.
    public let artifactType: String?
    /// ModelPack's description of the model.
    public let config: Descriptor
    /// The files.
    public let layers: [Descriptor]
    /// The manifest that this one is about, for signatures.
    public let subject: Descriptor?
    /// Name, version, licences.
    public let annotations: [String: String]

    /// All fields.
    public init(
        artifactType: String?,
        config: Descriptor,
        layers: [Descriptor],
        subject: Descriptor? = nil,
        annotations: [String: String] = [:]
    ) {
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.subject = subject
        self.annotations = annotations
    }

    /// Reads a manifest that nobody vouches for; fields it does not know are ignored.
    ///
    /// - Parameter bytes: The manifest as it was received.
    /// - Throws: ``BundleError`` with code `.malformedManifest`.
    public init(bytes: [UInt8]) throws(BundleError) {
        self = try BundleError.reading(.malformedManifest, "The manifest") {
            try Self.decoder.decode(from: bytes)
        }
    }

    /// The bytes to store, sign and send: the same for equal manifests.
    ///
    /// - Throws: ``BundleError`` with code `.malformedManifest` for text that JSON cannot hold.
    public func bytes() throws(BundleError) -> [UInt8] {
        try BundleError.reading(.malformedManifest, "The manifest") {
            try StableJSONEncoder(.compact).encode(self)
        }
    }

    /// Every blob that belongs to the manifest, config first, each digest once.
    public var blobs: [Descriptor] {
        var seen: Set<Digest> = []
        return ([config] + layers).filter { seen.insert($0.digest).inserted }
    }

    /// The layer with a role, or `nil` when the bundle has none.
    public func layer(_ role: BlobRole) -> Descriptor? {
        layers.first { $0.role == role }
    }

    static let decoder: StrictJSONDecoder = {
        var decoder = StrictJSONDecoder(
            limits: JSONParser.Limits(depth: 16, byteCount: largestByteCount, valueCount: 200_000)
        )
        decoder.unknownFields = .ignored
        return decoder
    }()
}

extension ImageManifest: Codable {
    private enum Key: String, CodingKey {
        case schemaVersion, mediaType, artifactType, config, layers, subject, annotations
    }

    /// Reads the fields of an OCI image manifest.
    ///
    /// - Throws: The decoder's error; ``BundleError`` with code `.malformedManifest` for another
    ///   kind of document.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let version = try values.decode(Int.self, forKey: .schemaVersion)
        let mediaType = try values.decodeIfPresent(String.self, forKey: .mediaType)
        guard version == 2, mediaType ?? MediaType.imageManifest == MediaType.imageManifest else {
            throw BundleError(
                .malformedManifest,
                "expected an OCI image manifest of schema version 2, found "
                    + "'\(mediaType?.prefix(80) ?? "no media type")' version \(version)."
            )
        }
        self.init(
            artifactType: try values.decodeIfPresent(String.self, forKey: .artifactType),
            config: try values.decode(Descriptor.self, forKey: .config),
            layers: try values.decode([Descriptor].self, forKey: .layers),
            subject: try values.decodeIfPresent(Descriptor.self, forKey: .subject),
            annotations: try values.decodeIfPresent(
                [String: String].self,
                forKey: .annotations
            ) ?? [:]
        )
    }

    /// Writes an OCI image manifest.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(2, forKey: .schemaVersion)
        try values.encode(MediaType.imageManifest, forKey: .mediaType)
        try values.encodeIfPresent(artifactType, forKey: .artifactType)
        try values.encode(config, forKey: .config)
        try values.encode(layers, forKey: .layers)
        try values.encodeIfPresent(subject, forKey: .subject)
        if !annotations.isEmpty { try values.encode(annotations, forKey: .annotations) }
    }
}
