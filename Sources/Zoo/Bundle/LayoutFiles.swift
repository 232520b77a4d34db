internal import FrankenCrypto

/// The files of an image layout that holds some bundles, in the order in which they are written.
struct LayoutFiles {
    /// A file of a layout.
    struct File {
        enum Content {
            case bytes([UInt8])
            case blob(Descriptor)
        }

        let name: LayoutName
        let content: Content

        var byteCount: Int {
            switch content {
            case .bytes(let bytes): bytes.count
            case .blob(let descriptor): descriptor.size
            }
        }

        /// Hands over the content, whose digest is checked on the way.
        func produce(from blobs: any BlobProvider, _ take: (RawSpan) throws -> Void) throws {
            switch content {
            case .bytes(let bytes):
                let span = bytes.span
                try unsafe take(span.bytes)
            case .blob(let descriptor):
                try blobs.readChecked(descriptor, take)
            }
        }
    }

    /// All files, descriptions first.
    let all: [File]

    init(_ bundles: [PackedBundle], leavingOut roles: Set<BlobRole>) throws(BundleError) {
        let index = try Self.index(of: bundles, leavingOut: roles)
        var plan = try IntakePlan(index: index)
        for bundle in bundles { try plan.offer(bundle.descriptor.digest, bundle.bytes) }
        try plan.checkComplete()
        var files = [
            File(name: .index, content: .bytes(try index.bytes())),
            File(name: .layout, content: .bytes(try ImageLayout.bytes())),
        ]
        let sorted = index.manifests.compactMap { descriptor in
            bundles.first { $0.descriptor.digest == descriptor.digest }
        }
        for bundle in sorted {
            let digest = bundle.descriptor.digest
            files.append(File(name: .blob(digest), content: .bytes(bundle.bytes)))
            guard let signature = bundle.signature else { continue }
            files.append(File(name: .signature(digest), content: .bytes(signature)))
        }
        // What one bundle needs in full is there, whatever role it has in another.
        var needed: Set<Digest> = []
        for blob in bundles.flatMap(\.manifest.blobs) {
            if blob.role.map(roles.contains) != true { needed.insert(blob.digest) }
        }
        for blob in plan.blobs.values.sorted(by: IntakePlan.comesFirst)
        where needed.contains(blob.digest) {
            files.append(File(name: .blob(blob.digest), content: .blob(blob)))
        }
        all = files
    }

    private static func index(
        of bundles: [PackedBundle],
        leavingOut roles: Set<BlobRole>
    ) throws(BundleError) -> ImageIndex {
        guard !bundles.isEmpty else {
            throw BundleError(.inconsistent, "Expected at least one bundle to write.")
        }
        var seen: Set<Digest> = []
        let manifests = bundles.map { bundle in
            var descriptor = Descriptor(
                mediaType: MediaType.imageManifest,
                digest: bundle.descriptor.digest,
                size: bundle.bytes.count,
                artifactType: bundle.manifest.artifactType
            )
            let about = bundle.manifest.annotations
            let name = about[AnnotationKey.title] ?? descriptor.digest.short
            let version = about[AnnotationKey.version] ?? descriptor.digest.short
            descriptor.annotations = [
                AnnotationKey.title: name,
                AnnotationKey.version: version,
                // One bundle is found by its version, several by name and version.
                AnnotationKey.referenceName: bundles.count == 1 ? version : "\(name)_\(version)",
            ]
            let absent = bundle.manifest.layers.compactMap(\.role).filter(roles.contains)
            if !absent.isEmpty {
                descriptor.annotations[AnnotationKey.thin] =
                    Set(absent).map(\.rawValue).sorted().joined(separator: ",")
            }
            return descriptor
        }
        let order = { (descriptor: Descriptor) in
            (
                descriptor.annotations[AnnotationKey.title] ?? "",
                descriptor.annotations[AnnotationKey.version] ?? "", descriptor.digest.hex
            )
        }
        return ImageIndex(
            manifests: manifests.sorted { order($0) < order($1) }
                .filter { seen.insert($0.digest).inserted }
        )
    }
}
