internal import FrankenCrypto

/// What the index and the manifests of a bundle file say must come.
struct IntakePlan {
    /// The most manifests of a file.
    static let largestCount = 1024

    let index: ImageIndex
    /// What the index names, each digest once.
    let manifests: [Descriptor]
    /// The manifests that came.
    private var read: [Digest: (bytes: [UInt8], manifest: ImageManifest)] = [:]
    /// Every blob that a manifest that came names.
    private(set) var blobs: [Digest: Descriptor] = [:]

    init(index: ImageIndex) throws(BundleError) {
        guard (1...Self.largestCount).contains(index.manifests.count) else {
            throw BundleError(
                .malformedManifest,
                "index.json: expected 1 to \(Self.largestCount) manifests, found "
                    + "\(index.manifests.count)."
            )
        }
        var names: Set<String> = []
        var seen: [Digest: Descriptor] = [:]
        var manifests: [Descriptor] = []
        for descriptor in index.manifests {
            guard descriptor.mediaType == MediaType.imageManifest else {
                throw BundleError(
                    .malformedManifest,
                    "index.json: expected manifests of the type \(MediaType.imageManifest), found "
                        + "\(BundleText.quoted(descriptor.mediaType))."
                )
            }
            if let name = descriptor.annotations[AnnotationKey.referenceName],
                !names.insert(name).inserted
            {
                throw BundleError(
                    .inconsistent,
                    "index.json: two manifests are called \(BundleText.quoted(name))."
                )
            }
            if let other = seen.updateValue(descriptor, forKey: descriptor.digest) {
                guard other.size == descriptor.size else { throw Self.twoSizes(descriptor.digest) }
            } else {
                manifests.append(descriptor)
            }
        }
        self.index = index
        self.manifests = manifests
    }

    /// Whether every manifest came.
    var isComplete: Bool { read.count == manifests.count }

    /// Whether the index names a manifest.
    func names(manifest digest: Digest) -> Bool { manifests.contains { $0.digest == digest } }

    /// Whether anything names a blob.
    func names(_ digest: Digest) -> Bool { blobs[digest] != nil || names(manifest: digest) }

    /// Takes a blob in memory whose digest was checked; only manifests are kept.
    mutating func offer(_ digest: Digest, _ bytes: [UInt8]) throws(BundleError) {
        guard let descriptor = manifests.first(where: { $0.digest == digest }) else { return }
        guard bytes.count == descriptor.size else {
            throw Self.wrongSize(digest, expected: descriptor.size, found: bytes.count)
        }
        let manifest = try ImageManifest(bytes: bytes)
        for blob in manifest.blobs {
            guard !names(manifest: blob.digest) else {
                throw BundleError(
                    .inconsistent,
                    "The manifest \(digest) names the manifest \(blob.digest) as a file."
                )
            }
            if let other = blobs.updateValue(blob, forKey: blob.digest), other.size != blob.size {
                throw Self.twoSizes(blob.digest)
            }
        }
        // Within one manifest, `blobs` keeps one descriptor of a digest and would hide another.
        for layer in manifest.layers where blobs[layer.digest]?.size != layer.size {
            throw Self.twoSizes(layer.digest)
        }
        read[digest] = (bytes, manifest)
    }

    /// Refuses a blob that nothing names, or that has another size than its name.
    func check(_ digest: Digest, byteCount: Int) throws(BundleError) {
        let named = blobs[digest] ?? manifests.first { $0.digest == digest }
        guard let named else {
            throw BundleError(
                .malformedArchive,
                "The file holds the blob \(digest), which no manifest names."
            )
        }
        guard named.size == byteCount else {
            throw Self.wrongSize(digest, expected: named.size, found: byteCount)
        }
    }

    /// The same for a blob that was received.
    func check(_ descriptor: Descriptor) throws(BundleError) {
        try check(descriptor.digest, byteCount: descriptor.size)
    }

    /// Refuses a file that lacks a manifest.
    func checkComplete() throws(BundleError) {
        for descriptor in manifests where read[descriptor.digest] == nil {
            throw BundleError(
                .missingBlob,
                "The file lacks the manifest \(descriptor.digest) that its index names. "
                    + "Fetch the bundle again."
            )
        }
    }

    /// The blobs of some of the manifests.
    func blobs(of chosen: Set<Digest>) -> Set<Digest> {
        Set(chosen.flatMap { read[$0]?.manifest.blobs.map(\.digest) ?? [] })
    }

    /// What the file holds, in the order of the index.
    func contents(
        signatures: [Digest: [UInt8]],
        held: [Digest: [UInt8]]
    ) throws(BundleError) -> BundleContents {
        try checkComplete()
        return BundleContents(
            index: index,
            bundles: manifests.compactMap { descriptor in
                guard let (bytes, manifest) = read[descriptor.digest] else { return nil }
                return PackedBundle(
                    descriptor: descriptor,
                    bytes: bytes,
                    manifest: manifest,
                    signature: signatures[descriptor.digest],
                    descriptionBytes: manifest.layer(.manifest).flatMap { held[$0.digest] }
                )
            }
        )
    }

    /// The order of blobs in a file: descriptions, then small before large, then by digest.
    static func comesFirst(_ left: Descriptor, _ right: Descriptor) -> Bool {
        func rank(_ blob: Descriptor) -> Int {
            if blob.mediaType == MediaType.modelConfig { return 0 }
            return blob.role == .manifest ? 1 : 2
        }
        return (rank(left), left.size, left.digest) < (rank(right), right.size, right.digest)
    }

    private static func wrongSize(_ digest: Digest, expected: Int, found: Int) -> BundleError {
        BundleError(
            .wrongDigest,
            "Expected \(expected) bytes for the blob \(digest), found \(found). "
                + "Fetch the bundle again."
        )
    }

    private static func twoSizes(_ digest: Digest) -> BundleError {
        BundleError(.inconsistent, "The blob \(digest) is named with two sizes.")
    }
}
