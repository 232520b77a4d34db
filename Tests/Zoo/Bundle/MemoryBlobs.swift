import FrankenBundle
import FrankenCrypto
import Synchronization

/// A place for blobs in memory that keeps to the contract, and tells what happened to it.
final class MemoryBlobs: BlobReceiver, BlobProvider {
    struct State {
        var blobs: [Digest: [UInt8]] = [:]
        var opened = 0
        var discarded = 0
    }

    private let state: Mutex<State>

    init(_ blobs: [[UInt8]] = []) throws {
        var state = State()
        for bytes in blobs { state.blobs[try SHA256Hasher.digest(of: bytes)] = bytes }
        self.state = Mutex(state)
    }

    var blobs: [Digest: [UInt8]] { state.withLock { $0.blobs } }
    var opened: Int { state.withLock { $0.opened } }
    var discarded: Int { state.withLock { $0.discarded } }

    func contains(_ digest: Digest) -> Bool { blobs[digest] != nil }

    func read(_ descriptor: Descriptor, _ body: (RawSpan) throws -> Void) throws {
        guard let bytes = blobs[descriptor.digest] else {
            throw BundleError(.missingBlob, "not here")
        }
        for start in stride(from: 0, to: bytes.count, by: 1000) {
            let piece = Array(bytes[start..<min(bytes.count, start + 1000)])
            let span = piece.span
            try body(span.bytes)
        }
    }

    func writer(for descriptor: Descriptor) throws -> any BlobWriter {
        state.withLock { $0.opened += 1 }
        return Writer(self, descriptor)
    }

    private final class Writer: BlobWriter {
        private let place: MemoryBlobs
        private let descriptor: Descriptor
        private var bytes: [UInt8] = []

        init(_ place: MemoryBlobs, _ descriptor: Descriptor) {
            self.place = place
            self.descriptor = descriptor
        }

        func append(_ piece: RawSpan) throws {
            guard bytes.count + piece.byteCount <= descriptor.size else {
                throw BundleError(.tooLarge, "more than announced")
            }
            piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }

        func seal() throws {
            guard bytes.count == descriptor.size,
                try SHA256Hasher.digest(of: bytes) == descriptor.digest
            else { throw BundleError(.wrongDigest, "another digest") }
        }

        func publish() throws {
            try seal()
            place.state.withLock { $0.blobs[descriptor.digest] = bytes }
        }

        func discard() {
            place.state.withLock { $0.discarded += 1 }
        }
    }
}
