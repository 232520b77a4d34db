import FrankenBundle
import FrankenCrypto
import Synchronization

/// Blobs in memory.
final class MemoryStore: BlobReceiver, BlobProvider {
    let blobs = Mutex<[Digest: [UInt8]]>([:])

    func contains(_ digest: Digest) -> Bool { blobs.withLock { $0[digest] != nil } }

    func add(_ bytes: [UInt8], mediaType: String = MediaType.weights) throws -> Descriptor {
        let digest = try SHA256Hasher.digest(of: bytes)
        blobs.withLock { $0[digest] = bytes }
        return Descriptor(mediaType: mediaType, digest: digest, size: bytes.count)
    }

    func read(_ descriptor: Descriptor, _ body: (RawSpan) throws -> Void) throws {
        guard let bytes = blobs.withLock({ $0[descriptor.digest] }) else {
            throw BundleError(.missingBlob, "no such blob")
        }
        for start in stride(from: 0, to: bytes.count, by: 100_000) {
            let piece = Array(bytes[start..<min(start + 100_000, bytes.count)])
            let span = piece.span
            try body(span.bytes)
        }
    }

    func writer(for descriptor: Descriptor) throws -> any BlobWriter {
        Writer(self, descriptor)
    }

    private final class Writer: BlobWriter {
        private let store: MemoryStore
        private let descriptor: Descriptor
        private var bytes: [UInt8] = []

        init(_ store: MemoryStore, _ descriptor: Descriptor) {
            self.store = store
            self.descriptor = descriptor
        }

        func append(_ bytes: RawSpan) throws {
            bytes.withUnsafeBytes { self.bytes.append(contentsOf: $0) }
        }

        func publish() throws {
            guard try SHA256Hasher.digest(of: bytes) == descriptor.digest else {
                throw BundleError(.wrongDigest, "the blob has another digest")
            }
            let bytes = bytes
            store.blobs.withLock { $0[descriptor.digest] = bytes }
        }

        func discard() {}
    }
}
