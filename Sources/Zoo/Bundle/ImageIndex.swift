internal import FrankenBytes

/// The table of contents of an OCI image layout: its `index.json`.
///
/// - SeeAlso: OCI image specification 1.1, "Image Index".
public struct ImageIndex: Sendable, Hashable {
    /// The manifests, each named by its annotation ``AnnotationKey/referenceName``.
    public var manifests: [Descriptor]
    /// What else is said about the layout.
    public var annotations: [String: String]

    /// All fields.
    public init(manifests: [Descriptor], annotations: [String: String] = [:]) {
        self.manifests = manifests
        self.annotations = annotations
    }

    /// Reads an index that nobody vouches for; fields it does not know are ignored.
    ///
    /// - Parameter bytes: The index as it was received.
    /// - Throws: ``BundleError`` with code `.malformedManifest`.
    public init(bytes: [UInt8]) throws(BundleError) {
        self = try BundleError.reading(.malformedManifest, "index.json") {
            var decoder = StrictJSONDecoder(
                limits: JSONParser.Limits(depth: 16, byteCount: 64 << 20, valueCount: 2_000_000)
            )
            decoder.unknownFields = .ignored
            return try decoder.decode(from: bytes)
        }
    }

    /// The bytes to store: the same for equal indexes.
    ///
    /// - Throws: ``BundleError`` with code `.malformedManifest` for text that JSON cannot hold.
    public func bytes() throws(BundleError) -> [UInt8] {
        try BundleError.reading(.malformedManifest, "index.json") {
            try StableJSONEncoder(.compact).encode(self)
        }
    }
}

extension ImageIndex: Codable {
    private enum Key: String, CodingKey {
        case schemaVersion, mediaType, manifests, annotations
    }

    /// Reads the fields of an OCI image index.
    ///
    /// - Throws: The decoder's error; ``BundleError`` with code `.malformedManifest` for another
    ///   kind of document.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let version = try values.decode(Int.self, forKey: .schemaVersion)
        let mediaType = try values.decodeIfPresent(String.self, forKey: .mediaType)
        guard version == 2, mediaType ?? MediaType.imageIndex == MediaType.imageIndex else {
            throw BundleError(
                .malformedManifest,
                "expected an OCI image index of schema version 2, found "
                    + "'\(mediaType?.prefix(80) ?? "no media type")' version \(version)."
            )
        }
        manifests = try values.decode([Descriptor].self, forKey: .manifests)
        annotations = try values.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:]
    }

    /// Writes an OCI image index.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(2, forKey: .schemaVersion)
        try values.encode(MediaType.imageIndex, forKey: .mediaType)
        try values.encode(manifests, forKey: .manifests)
        if !annotations.isEmpty { try values.encode(annotations, forKey: .annotations) }
    }
}
