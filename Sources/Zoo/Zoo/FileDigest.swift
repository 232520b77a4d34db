internal import FrankenCrypto
internal import FrankenFiles

/// The identity of a file on disk.
struct FileDigest {
    /// SHA-256 of the content.
    let digest: Digest
    /// Bytes of it.
    let byteCount: Int

    /// Reads the whole file, in memory that the system may take back.
    init(path: String) throws {
        let file = try MappedFile(path: path)
        let hasher = SHA256Hasher()
        let step = 16 << 20
        for start in stride(from: 0, to: file.byteCount, by: step) {
            let range = start..<min(start + step, file.byteCount)
            try file.withBytes(in: range) { try hasher.update($0) }
            file.dropPages(in: range)
        }
        digest = try hasher.finish()
        byteCount = file.byteCount
    }
}
