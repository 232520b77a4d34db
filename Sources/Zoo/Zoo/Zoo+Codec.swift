internal import FrankenBundle
internal import FrankenCodec
internal import FrankenCrypto
internal import FrankenFiles
public import FrankenInference
internal import FrankenStore

extension Zoo {
    /// Opens a codec to be measured; nothing is installed.
    ///
    /// - Parameter source: A folder as `zoo pack` takes it, a bundle file of one bundle, or else
    ///   the name of an installed bundle. What lies at a path comes first.
    /// - Returns: The codec with the backbone behind it.
    /// - Throws: `StoreError` with code `.notInstalled` when the source is nothing of this,
    ///   ``ZooError`` with code `.incomplete` when the tail is not here, or the errors of the
    ///   parts for files that are not right.
    public func codec(_ source: String) throws -> SplitCodec {
        if FileStatus.exists("\(source)/\(PackDescription.fileName)") {
            return try Self.codec(folder: source)
        }
        if FileStatus.exists(source) { return try codec(file: source) }
        return try backbone(source).codec
    }

    private func codec(file path: String) throws -> SplitCodec {
        let blobs = FileBlobs(store)
        let contents = try BundleArchive(path: path).read(into: blobs)
        guard contents.bundles.count == 1, let bundle = contents.bundles.first else {
            throw ZooError(
                .invalidRequest,
                "'\(path)' holds \(contents.bundles.count) bundles, expected one. Install it, and "
                    + "name the bundles."
            )
        }
        let store = store
        let models = BundleModels(manifest: bundle.manifest, blobs: blobs) {
            try? store.path(of: $0)
        }
        let description = try models.description()
        try description.runtime.check(zoo: ZooVersion.current, ops: ZooVersion.ops)
        return try models.codec(
            SplitCodec.Description(
                name: description.label,
                backbone: description.taxonomy.relative,
                digest: bundle.descriptor.digest
            )
        )
    }

    private static func codec(folder: String) throws -> SplitCodec {
        let pack = try PackDescription(
            bytes: BundlePacker.read(folder, PackDescription.fileName)
        )
        let identity = try EncoderPackage(path: "\(folder)/encoder").description
        var bytes = identity.encoderDigest + identity.tablesDigest + identity.preprocessingDigest
        for role in [BlobRole.decoderGraph, .decoder, .tailGraph, .tail] {
            bytes += Array(try FileDigest(path: "\(folder)/\(role.fileName)").digest.hex.utf8)
        }
        let name = folder.split(separator: "/").last { $0 != "." }.map(String.init) ?? folder
        return try BundlePacker.codec(
            folder,
            SplitCodec.Description(
                name: name,
                backbone: pack.backbone ?? pack.name.text,
                digest: SHA256Hasher.digest(of: bytes)
            )
        )
    }
}

/// The blobs of a bundle file in memory, and those of the store, which a thin file leaves out.
private struct FileBlobs: BlobReceiver, BlobProvider {
    private let store: Store
    private let memory = MemoryBlobs(byteLimit: 4 << 30)

    init(_ store: Store) {
        self.store = store
    }

    func contains(_ digest: Digest) -> Bool {
        memory.contains(digest) || store.contains(digest)
    }

    func writer(for descriptor: Descriptor) throws -> any BlobWriter {
        try memory.writer(for: descriptor)
    }

    func read(_ descriptor: Descriptor, _ body: (RawSpan) throws -> Void) throws {
        guard let bytes = memory[descriptor.digest] else {
            return try store.read(descriptor, body)
        }
        try unsafe body(bytes.span.bytes)
    }
}
