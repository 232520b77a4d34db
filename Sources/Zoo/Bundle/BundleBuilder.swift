public import FrankenCrypto

/// Puts a bundle together from its parts.
///
/// The same parts give the same manifest, byte for byte: nothing in it depends on time, machine or
/// the order in which parts were added.
public struct BundleBuilder: Sendable {
    /// Where the content of a part is.
    public enum Content: Sendable, Hashable {
        /// Bytes at hand.
        case bytes([UInt8])
        /// A regular file, which must not change until the bundle was written.
        case file(String)
        /// A blob that the provider given to ``build(reusing:)`` has.
        case blob(Digest, size: Int)
    }

    private struct Part {
        let role: BlobRole
        let content: Content
        let title: String

        func descriptor(_ digest: Digest, _ size: Int) -> Descriptor {
            Descriptor(
                mediaType: role.mediaType,
                digest: digest,
                size: size,
                annotations: [
                    AnnotationKey.title: title, AnnotationKey.filePath: title,
                    AnnotationKey.role: role.rawValue,
                ]
            )
        }
    }

    /// What the bundle says about itself; segments are added.
    public var description: BundleDescription
    private var parts: [Part] = []

    /// Begins a bundle.
    public init(description: BundleDescription) {
        self.description = description
    }

    /// Adds a part.
    ///
    /// - Parameters:
    ///   - role: What it is for; anything but `.manifest`, which is made from the description.
    ///   - content: Where its content is.
    ///   - title: Its name for people, for a licence of one part; the role's own when left out.
    /// - Throws: ``BundleError`` with code `.inconsistent` for a second part of a role or title.
    public mutating func add(
        _ role: BlobRole,
        _ content: Content,
        title: String? = nil
    ) throws(BundleError) {
        let title = title ?? role.fileName
        guard role != .manifest, BundleText.isPrintable(title), !title.isEmpty else {
            throw BundleError(
                .inconsistent,
                "Expected a part with a printable title that is not zoo.json, found "
                    + "\(BundleText.quoted(title))."
            )
        }
        let isTaken = parts.contains {
            $0.title == title || ($0.role == role && role != .license)
        }
        guard !isTaken else {
            throw BundleError(
                .inconsistent,
                "The bundle has a \(role.rawValue) already. Give each licence a title of its own."
            )
        }
        parts.append(Part(role: role, content: content, title: title))
    }

    /// Computes digests and writes the manifest.
    ///
    /// - Parameter blobs: Has the parts that were given as blobs.
    /// - Returns: The bundle, and a provider of its blobs.
    /// - Throws: ``BundleError`` with code `.inconsistent` when the description names other parts
    ///   than there are, `.unreadable`, `.missingBlob` or `.malformedDescription`.
    public func build(reusing blobs: (any BlobProvider)? = nil) throws -> BuiltBundle {
        var description = description
        var contents: [Digest: Content] = [:]
        var layers: [(title: String, descriptor: Descriptor)] = []
        for part in parts {
            let measured = try part.content.measure(in: blobs)
            contents[measured.digest] = part.content
            layers.append((part.title, part.descriptor(measured.digest, measured.size)))
            if let segments = measured.segments { description.segments[measured.digest] = segments }
        }
        try check(description, layers.map(\.descriptor))
        let zooJSON = try description.bytes()
        guard zooJSON.count <= BundleDescription.largestByteCount else {
            throw BundleError(
                .tooLarge,
                "zoo.json: expected at most \(BundleDescription.largestByteCount) bytes, which are "
                    + "read, found \(zooJSON.count). Shorten the description."
            )
        }
        let manifestPart = Part(role: .manifest, content: .bytes(zooJSON), title: "zoo.json")
        let digest = try SHA256Hasher.digest(of: zooJSON)
        contents[digest] = .bytes(zooJSON)
        layers.append(("zoo.json", manifestPart.descriptor(digest, zooJSON.count)))
        let sorted = layers.sorted { left, right in
            (left.descriptor.rank, left.title) < (right.descriptor.rank, right.title)
        }.map(\.descriptor)
        let config = try ModelConfig(description, layers: sorted).bytes()
        let configDigest = try SHA256Hasher.digest(of: config)
        contents[configDigest] = .bytes(config)
        let manifest = ImageManifest(
            artifactType: MediaType.modelManifest,
            config: Descriptor(
                mediaType: MediaType.modelConfig,
                digest: configDigest,
                size: config.count
            ),
            layers: sorted,
            annotations: annotations(of: description)
        )
        return BuiltBundle(
            bundle: try PackedBundle(
                manifest: try manifest.bytes(),
                descriptionBytes: zooJSON
            ),
            blobs: ComponentBlobs(contents: contents, others: blobs)
        )
    }

    private func annotations(of description: BundleDescription) -> [String: String] {
        var annotations = [
            AnnotationKey.title: description.name.text,
            AnnotationKey.version: "\(description.version)",
            AnnotationKey.encoder: "\(description.encoder.digest)",
        ]
        let licenses = Set(description.licenses.map(\.spdx)).sorted()
        if !licenses.isEmpty {
            annotations[AnnotationKey.licenses] = licenses.joined(separator: " AND ")
        }
        return annotations
    }

    private func check(_ description: BundleDescription, _ layers: [Descriptor]) throws {
        let named: [(BlobRole, Digest?)] = [
            (.encoder, description.encoder.digest), (.decoder, description.decoder.digest),
            (.tail, description.tail.digest), (.vectors, description.conformance?.digest),
        ]
        for (role, expected) in named {
            let found = layers.first { $0.role == role }?.digest
            // Whoever has the upstream file makes the tail's blob from it.
            if role == .tail, found == nil, description.tail.upstream != nil { continue }
            guard found == expected else {
                throw BundleError(
                    .inconsistent,
                    "The description names \(expected.map { "\($0)" } ?? "no blob") as the "
                        + "\(role.rawValue), but the part is "
                        + "\(found.map { "\($0)" } ?? "not there"). Describe the parts that are."
                )
            }
        }
    }
}

extension Descriptor {
    /// The place of a layer's role in a manifest.
    fileprivate var rank: Int {
        BlobRole.allCases.firstIndex { $0 == role } ?? BlobRole.allCases.count
    }
}
