internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenFiles

/// Deletes blobs that nothing needs, while others install.
///
/// A collection must never delete a blob that an installation found in place and so did not write.
/// No lock guards against that. The argument is one of order:
///
/// - An installation (1) writes the blob's digest into its ``Intent``, (2) looks whether the blob
///   is there, and only if it is relies on it, (3) publishes the receipt, (4) removes the intent.
/// - A collector (a) moves the blob to a name in the trash that nobody else uses, then
///   (b) reads all intents, then (c) all receipts, and (d) deletes what it moved only if neither
///   names it; otherwise it moves the blob back.
///
/// If (a) came before (2), the installation did not find the blob and writes it again; the one in
/// the trash may go. If (2) came before (a), then so did (1): the collector finds the intent in
/// (b), unless (4) came before (b), and then (3) came before (c) and it finds the receipt. So a
/// blob that is relied on is moved back, in every interleaving of any number of both. A reader in
/// between finds the blob in the trash (``Store/location(of:)``), and an installation moves it
/// back itself (``Ingest/isThere(_:byteCount:)``). A collector that is killed
/// after (a) leaves the trash, and whoever writes next goes on with (b), to which the same
/// argument applies; two that do so at once disagree only about blobs nobody relies on.
///
/// An intent whose process is gone does not count: that process can publish nothing any more.
struct Collector {
    private let store: Store

    init(_ store: Store) {
        self.store = store
    }

    private var layout: StoreLayout { store.layout }

    /// All blobs that must stay.
    ///
    /// Intents are read before receipts: see above.
    ///
    /// - Throws: ``StoreError`` when any receipt, manifest or root cannot be read: then nobody
    ///   knows what must stay, and nothing goes.
    func live() throws(StoreError) -> Set<PackedDigest> {
        var live = Set(try rooted().map(PackedDigest.init))
        let listing = try store.readListing(of: layout)
        if let failure = listing.failures.first {
            throw StoreError(
                .malformedReceipt,
                "Nothing can be collected while a receipt is unreadable. \(failure.message)"
            )
        }
        live.formUnion(listing.blobs.map(\.digest))
        return live
    }

    /// Blobs named by intents of living processes, and by roots together with what they hold.
    private func rooted() throws(StoreError) -> Set<Digest> {
        var rooted: Set<Digest> = []
        let now = SystemClock.nanoseconds
        for name in try StoreCall.names(in: layout.roots) {
            let path = "\(layout.roots)/\(name)"
            let isIntent = name.hasPrefix("\(Intent.kind)-")
            guard isIntent || name.hasSuffix(StoreLayout.rootSuffix) else { continue }
            if isIntent, try store.isAbandoned(path, name, now: now) { continue }
            // Gone since its name was read: an intent's receipts are there then.
            guard let bytes = try StoreCall.bytes(of: path, limit: 64 << 20) else { continue }
            let digests = try Self.digests(in: bytes, path: path)
            rooted.formUnion(digests)
            guard !isIntent else { continue }
            for digest in digests { rooted.formUnion(blobs(ofManifest: digest)) }
        }
        return rooted
    }

    /// One digest a line; a last line that is not whole was never relied on.
    private static func digests(in bytes: [UInt8], path: String) throws(StoreError) -> [Digest] {
        guard let end = bytes.lastIndex(of: 0x0A) else { return [] }
        var digests: [Digest] = []
        for line in bytes[..<end].split(separator: 0x0A) {
            do throws(CryptoError) {
                digests.append(try Digest(oci: String(decoding: line, as: UTF8.self)))
            } catch {
                throw StoreError(
                    .malformedReceipt,
                    "'\(path)' should hold a digest in each line. Move it out of the store."
                )
            }
        }
        return digests
    }

    /// The blobs of a manifest, or none when the digest is that of something else.
    private func blobs(ofManifest digest: Digest) -> [Digest] {
        guard let path = try? store.path(of: digest),
            let read = try? StoreCall.bytes(of: path, limit: ImageManifest.largestByteCount),
            let manifest = try? ImageManifest(bytes: read)
        else { return [] }
        return manifest.blobs.map(\.digest)
    }

    /// Moves blobs to the trash: step (a).
    func discard(_ digests: [Digest]) throws(StoreError) {
        for digest in digests {
            let trashed = "\(layout.trash)/\(TrashedBlob(digest).fileName)"
            do throws(StoreError) {
                try StoreCall.rename(layout.blob(digest), trashed)
            } catch {
                // Another collector was quicker.
                guard error.code == .notFound else { throw error }
            }
        }
    }

    /// Deletes what is in the trash, or moves it back: steps (b) to (d).
    ///
    /// - Returns: The blobs that were deleted.
    @discardableResult
    func emptyTrash() throws(StoreError) -> [CollectionPlan.Garbage] {
        let trashed = try StoreCall.names(in: layout.trash).compactMap(TrashedBlob.init)
        guard !trashed.isEmpty else { return [] }
        let live = try live()
        var deleted: [CollectionPlan.Garbage] = []
        for blob in trashed {
            let path = "\(layout.trash)/\(blob.fileName)"
            guard let status = try StoreCall.status(path) else { continue }
            let target = layout.blob(blob.digest)
            let isThere = try StoreCall.status(target) != nil
            let isNeeded = live.contains(PackedDigest(blob.digest))
            if isNeeded, !isThere {
                do throws(StoreError) {
                    try StoreCall.rename(path, target)
                } catch {
                    guard error.code == .notFound else { throw error }
                }
            } else if try StoreCall.remove(path), !isNeeded {
                deleted.append(
                    CollectionPlan.Garbage(digest: blob.digest, byteCount: status.byteCount)
                )
            }
        }
        try StoreCall.flushFolder(layout.blobs)
        try StoreCall.flushFolder(layout.trash)
        return deleted
    }
}
