internal import FrankenBundle
internal import FrankenCrypto
internal import Synchronization

/// Small blobs in memory, checked like any others.
final class MemoryBlobs: BlobReceiver {
    private let blobs = Mutex<[Digest: [UInt8]]>([:])
    private let byteLimit: Int

    /// A place for blobs of at most so many bytes each.
    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    subscript(digest: Digest) -> [UInt8]? { blobs.withLock { $0[digest] } }

    func contains(_ digest: Digest) -> Bool { self[digest] != nil }

    func writer(for descriptor: Descriptor) throws -> any BlobWriter {
        guard descriptor.size <= byteLimit else {
            throw BundleError(
                .tooLarge,
                "\(descriptor.title ?? "\(descriptor.digest)") has \(descriptor.size) bytes; at "
                    + "most \(byteLimit) are read."
            )
        }
        return Writer(descriptor, self)
    }

    private func put(_ bytes: [UInt8], _ digest: Digest) {
        blobs.withLock { $0[digest] = bytes }
    }

    private final class Writer: BlobWriter {
        private let descriptor: Descriptor
        private let place: MemoryBlobs
        private var bytes: [UInt8] = []

        init(_ descriptor: Descriptor, _ place: MemoryBlobs) {
            self.descriptor = descriptor
            self.place = place
        }

        func append(_ piece: RawSpan) throws {
            guard piece.byteCount <= descriptor.size - bytes.count else {
                throw BundleError(.tooLarge, "\(descriptor.digest) is longer than it may be.")
            }
            unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        }

        func publish() throws {
            guard bytes.count == descriptor.size,
                try SHA256Hasher.digest(of: bytes) == descriptor.digest
            else {
                throw BundleError(.wrongDigest, "The blob is not \(descriptor.digest).")
            }
            place.put(bytes, descriptor.digest)
        }

        func discard() { bytes = [] }
    }
}
