import FrankenBundle
import FrankenCrypto
import Glibc

/// Writes blobs into a folder the way a store must: to a temporary name, hashed, flushed, renamed.
struct FolderStore: BlobReceiver {
    let path: String

    func contains(_ digest: Digest) -> Bool { access("\(path)/\(digest.hex)", F_OK) == 0 }

    func writer(for descriptor: Descriptor) throws -> any BlobWriter {
        FileWriter(path: path, descriptor: descriptor)
    }
}

/// One blob on its way into a folder.
private final class FileWriter: BlobWriter {
    private let target: String
    private let temporary: String
    private let descriptor: Descriptor
    private let file: CInt
    private let hasher = SHA256Hasher()
    private var count = 0

    init(path: String, descriptor: Descriptor) {
        self.descriptor = descriptor
        target = "\(path)/\(descriptor.digest.hex)"
        temporary = "\(target).\(getpid()).tmp"
        file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    }

    func append(_ bytes: RawSpan) throws {
        count += bytes.byteCount
        try hasher.update(bytes)
        var rest = bytes
        while rest.byteCount > 0 {
            let written = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard written > 0 else { throw BundleError(.notWritten, "cannot write \(temporary)") }
            rest = rest.extracting(droppingFirst: written)
        }
    }

    func seal() throws {
        guard count == descriptor.size, try hasher.finish() == descriptor.digest else {
            throw BundleError(.wrongDigest, "another blob")
        }
        guard fsync(file) == 0, close(file) == 0 else {
            throw BundleError(.notWritten, "cannot flush \(temporary)")
        }
    }

    func publish() throws { rename(temporary, target) }

    func discard() { unlink(temporary) }
}
