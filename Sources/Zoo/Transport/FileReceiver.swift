internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenFiles

/// Whole files in the cache, `<cache>/files/<key>`.
struct FileReceiver: BlobReceiver {
    let folder: String
    let byteCount: Int?
    /// Whether the key is the digest of the content, or only of where it comes from.
    let isChecked: Bool

    func path(_ key: Digest) -> String { "\(folder)/\(key.hex)" }

    func contains(_ digest: Digest) -> Bool {
        guard let found = CacheFile.byteCount(path(digest)) else { return false }
        return byteCount ?? found == found
    }

    func writer(for descriptor: Descriptor) throws -> any BlobWriter {
        try CacheFileWriter(
            folder: folder,
            path: path(descriptor.digest),
            digest: isChecked ? descriptor.digest : nil
        )
    }
}

/// A file of the cache on its way to its place.
final class CacheFileWriter: BlobWriter {
    private let folder: String
    private let path: String
    private let digest: Digest?
    private let hasher = SHA256Hasher()
    private let file: TemporaryFile

    init(folder: String, path: String, digest: Digest?) throws {
        self.folder = folder
        self.path = path
        self.digest = digest
        try CacheFile.makeFolder(folder)
        file = try CacheFile.mapping { () throws(FilesError) in
            try TemporaryFile(beside: path, mode: 0o644)
        }
    }

    func append(_ bytes: RawSpan) throws {
        try hasher.update(bytes)
        try CacheFile.mapping { () throws(FilesError) in try file.append(bytes) }
    }

    func publish() throws {
        guard try digest == nil || hasher.finish() == digest else {
            throw BundleError(.wrongDigest, "The file does not have the digest it should have.")
        }
        try CacheFile.mapping { () throws(FilesError) in
            try file.publish(to: path, mode: nil, in: folder)
        }
    }

    func discard() { file.discard() }
}
