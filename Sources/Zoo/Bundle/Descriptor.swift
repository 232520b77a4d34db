public import FrankenCrypto

/// What an OCI document says about a blob: type, digest and size.
///
/// - SeeAlso: OCI image specification 1.1, "Descriptor".
public struct Descriptor: Sendable, Hashable {
    /// The largest size that a descriptor may state, in bytes: 1 TiB.
    public static let largestSize = 1 << 40

    /// The kind of content.
    public let mediaType: String
    /// The identity of the content.
    public let digest: Digest
    /// Bytes of the content.
    public let size: Int
    /// What else is said about it.
    public var annotations: [String: String]
    /// The kind of artifact that a manifest is, in an index.
    public var artifactType: String?

    /// All fields; the size is 0 to ``largestSize``.
    public init(
        mediaType: String,
        digest: Digest,
        size: Int,
        annotations: [String: String] = [:],
        artifactType: String? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.annotations = annotations
        self.artifactType = artifactType
    }

    /// What the layer is for, when it says so in words this build knows.
    public var role: BlobRole? { annotations[AnnotationKey.role].flatMap(BlobRole.init) }

    /// The file's name for people; never part of a path in a store.
    public var title: String? { annotations[AnnotationKey.title] }
}

extension Descriptor: Codable {
    private enum Key: String, CodingKey {
        case mediaType, digest, size, annotations, artifactType
    }

    /// Reads a descriptor of an OCI document.
    ///
    /// - Throws: The decoder's error; ``BundleError`` with code `.malformedManifest` for a size
    ///   out of range.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let size = try values.decode(Int.self, forKey: .size)
        guard (0...Self.largestSize).contains(size) else {
            throw BundleError(
                .malformedManifest,
                "expected a size of 0 to \(Self.largestSize) bytes, found \(size)."
            )
        }
        self.init(
            mediaType: try values.decode(String.self, forKey: .mediaType),
            digest: try values.decode(Digest.self, forKey: .digest),
            size: size,
            annotations: try values.decodeIfPresent(
                [String: String].self,
                forKey: .annotations
            ) ?? [:],
            artifactType: try values.decodeIfPresent(String.self, forKey: .artifactType)
        )
    }

    /// Writes the descriptor as OCI documents have it.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(mediaType, forKey: .mediaType)
        try values.encode(digest, forKey: .digest)
        try values.encode(size, forKey: .size)
        if !annotations.isEmpty { try values.encode(annotations, forKey: .annotations) }
        try values.encodeIfPresent(artifactType, forKey: .artifactType)
    }
}
