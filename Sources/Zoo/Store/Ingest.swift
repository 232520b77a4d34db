public import FrankenBundle
public import FrankenCrypto
internal import FrankenFiles
internal import Synchronization

/// An installation under way: blobs come in, then bundles are installed.
///
/// From the moment a blob was asked for or written, collectors leave it alone until this value is
/// gone. Several threads may write blobs at once.
///
///     let ingest = try store.ingest()
///     for blob in manifest.blobs where !ingest.contains(blob) {
///         let writer = try ingest.writer(for: blob)
///         … writer.append(bytes) …
///         try writer.publish()
///     }
///     try ingest.install([Installation(manifest: bytes, receipt: receipt)])
public final class Ingest: BlobReceiver, Sendable {
    let store: Store
    let intent: Intent
    /// Blobs that were looked at, and whether they were what they should be.
    private let looked = Mutex<[Digest: Bool]>([:])

    init(_ store: Store) throws(StoreError) {
        try store.prepare()
        self.store = store
        intent = try Intent(store.layout)
    }

    /// Whether the whole blob is in the store or a layer; it stays there from now on.
    ///
    /// When the intent cannot be written the answer is no, and ``writer(for:)`` says why.
    public func contains(_ digest: Digest) -> Bool {
        guard (try? intent.record([digest])) != nil else { return false }
        return isThere(digest)
    }

    /// Whether the blob is in the store or a layer with its size and digest; it stays there from
    /// now on.
    ///
    /// What is there is read once: a file that only has the blob's name counts as missing, and
    /// ``writer(for:)`` replaces it.
    public func contains(_ blob: Descriptor) -> Bool {
        guard (try? intent.record([blob.digest])) != nil, isThere(blob.digest, byteCount: blob.size)
        else { return false }
        if let known = looked.withLock({ $0[blob.digest] }) { return known }
        let isSound = store.isSound(blob)
        looked.withLock { $0[blob.digest] = isSound }
        return isSound
    }

    /// Begins to write a blob.
    ///
    /// - Throws: ``StoreError``, with code `.noSpace` when the device has not enough room.
    public func writer(for descriptor: Descriptor) throws -> any BlobWriter {
        try intent.record([descriptor.digest])
        let isDamaged = looked.withLock { $0[descriptor.digest] } == false
        return try BlobFile(descriptor, in: store.layout, replacing: isDamaged) { [weak self] in
            self?.looked.withLock { $0[descriptor.digest] = true }
        }
    }

    /// Checks that so many bytes can be written, before any is fetched.
    ///
    /// - Throws: ``StoreError`` with code `.noSpace`.
    public func checkRoom(for byteCount: Int) throws(StoreError) {
        try BlobFile.checkRoom(for: byteCount, in: store.layout)
    }

    /// Whether a blob is in the store or a layer; one that is in the trash is moved back.
    ///
    /// A collector may have moved it away a moment ago, before it reads the intent and moves it
    /// back. Doing that for it is always right, since a blob is what its digest says.
    func isThere(_ digest: Digest, byteCount: Int? = nil) -> Bool {
        for _ in 0..<4 {
            if isInPlace(digest, byteCount: byteCount) { return true }
            let names = (try? StoreCall.names(in: store.layout.trash)) ?? []
            for name in names where TrashedBlob(fileName: name)?.digest == digest {
                let path = "\(store.layout.trash)/\(name)"
                try? StoreCall.rename(path, store.layout.blob(digest))
            }
        }
        return isInPlace(digest, byteCount: byteCount)
    }

    private func isInPlace(_ digest: Digest, byteCount: Int?) -> Bool {
        store.all.contains { layout in
            guard let status = try? StoreCall.status(layout.blob(digest)) else { return false }
            return status.kind == .file && status.byteCount == byteCount ?? status.byteCount
        }
    }
}

extension Store {
    /// Begins an installation; makes the store's folders when they are missing.
    ///
    /// - Throws: ``StoreError`` with code `.notPermitted` for a store that may not be written.
    public func ingest() throws(StoreError) -> Ingest {
        try Ingest(self)
    }
}
