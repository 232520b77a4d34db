internal import FrankenBundle
internal import FrankenCrypto

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

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
        try FileWriter(
            folder: folder,
            path: path(descriptor.digest),
            digest: isChecked ? descriptor.digest : nil
        )
    }
}

/// A file of the cache on its way to its place.
final class FileWriter: BlobWriter {
    private let folder: String
    private let path: String
    private let temporaryPath: String
    private let digest: Digest?
    private let hasher = SHA256Hasher()
    private var descriptor: Int32

    init(folder: String, path: String, digest: Digest?) throws {
        self.folder = folder
        self.path = path
        self.digest = digest
        try CacheFile.makeFolder(folder)
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        temporaryPath = "\(folder)/.\(getpid()).\(random).part"
        let temporaryPath = temporaryPath
        descriptor = CacheFile.retrying {
            unsafe open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        }
        guard descriptor >= 0 else { throw CacheFile.failure("make a file in") }
    }

    deinit { discard() }

    func append(_ bytes: RawSpan) throws {
        try hasher.update(bytes)
        try CacheFile.write(bytes, to: descriptor)
    }

    func publish() throws {
        guard try digest == nil || hasher.finish() == digest else {
            throw BundleError(.wrongDigest, "The file does not have the digest it should have.")
        }
        guard fsync(descriptor) == 0 else { throw CacheFile.failure("flush a file of") }
        guard unsafe rename(temporaryPath, path) == 0 else {
            throw CacheFile.failure("put in place a file of")
        }
        CacheFile.close(descriptor)
        descriptor = -1
        try CacheFile.flushFolder(folder)
    }

    func discard() {
        guard descriptor >= 0 else { return }
        CacheFile.close(descriptor)
        descriptor = -1
        _ = unsafe unlink(temporaryPath)
    }
}
