public import FrankenBundle
public import FrankenCrypto
internal import FrankenFiles

/// What a collection would delete.
public struct CollectionPlan: Sendable {
    /// A blob that no bundle, root or installation needs.
    public struct Garbage: Sendable, Hashable {
        /// The blob.
        public let digest: Digest
        /// Its bytes.
        public let byteCount: Int
    }

    /// The blobs, in the order of their digests.
    public let blobs: [Garbage]
    /// Blobs that nothing needs either, and that are too young to go.
    public let youngBlobs: [Garbage]

    /// Bytes that would be free afterwards.
    public var byteCount: Int { Listing.sum(blobs.map(\.byteCount)) }
}

/// A file on its way into the store.
public struct PartialFile: Sendable, Hashable {
    /// Where it lies.
    public let path: String
    /// Bytes of it so far.
    public let byteCount: Int
    /// Whether the process that writes it may still live.
    public let isBeingWritten: Bool
}

extension Store {
    /// Finds blobs that nothing needs; changes nothing.
    ///
    /// - Parameter seconds: Blobs that changed less long ago stay.
    /// - Returns: What ``collect(_:)`` would delete.
    /// - Throws: ``StoreError`` with code `.malformedReceipt` when a receipt or a manifest cannot
    ///   be read, because then nobody knows what is needed.
    public func garbage(olderThan seconds: Int = 0) throws(StoreError) -> CollectionPlan {
        let live = try Collector(self).live()
        let now = SystemClock.nanoseconds
        let (age, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        var old: [CollectionPlan.Garbage] = []
        var young: [CollectionPlan.Garbage] = []
        for name in try StoreCall.names(in: layout.blobs) {
            guard let digest = try? Digest(hex: name), !live.contains(PackedDigest(digest)),
                let status = try StoreCall.status(layout.blob(digest)), status.kind == .file
            else { continue }
            let garbage = CollectionPlan.Garbage(digest: digest, byteCount: status.byteCount)
            if !overflow, now &- status.modified >= age {
                old.append(garbage)
            } else {
                young.append(garbage)
            }
        }
        return CollectionPlan(
            blobs: old.sorted { $0.digest < $1.digest },
            youngBlobs: young.sorted { $0.digest < $1.digest }
        )
    }

    /// Deletes blobs of a plan that still nothing needs; see ``garbage(olderThan:)``.
    ///
    /// - Returns: What was deleted.
    /// - Throws: ``StoreError``, with code `.notPermitted` for a store that may not be written.
    @discardableResult
    public func collect(_ plan: CollectionPlan) throws(StoreError) -> [CollectionPlan.Garbage] {
        try prepare()
        let collector = Collector(self)
        let live = try collector.live()
        try collector.discard(plan.blobs.map(\.digest).filter { !live.contains(PackedDigest($0)) })
        return try collector.emptyTrash()
    }

    /// Files that were begun and are not blobs yet.
    ///
    /// - Throws: ``StoreError`` of a system call.
    public func partials() throws(StoreError) -> [PartialFile] {
        let now = SystemClock.nanoseconds
        var partials: [PartialFile] = []
        for name in try StoreCall.names(in: layout.temporary).sorted() {
            let path = "\(layout.temporary)/\(name)"
            guard let status = try StoreCall.status(path), status.kind == .file else { continue }
            partials.append(
                PartialFile(
                    path: path,
                    byteCount: status.byteCount,
                    isBeingWritten: try !isAbandoned(path, name, now: now)
                )
            )
        }
        return partials
    }

    /// Keeps blobs and the contents of manifests, although no receipt names them.
    ///
    /// - Parameters:
    ///   - name: The root's own name; a root of the same name is replaced.
    ///   - digests: Digests of manifests or of single blobs.
    /// - Throws: ``StoreError`` of a system call.
    public func setRoot(_ name: BundleName, to digests: [Digest]) throws(StoreError) {
        try prepare()
        let lines = Array(digests.map { "\($0)\n" }.joined().utf8)
        try StoreCall.write(
            lines,
            to: layout.root(name),
            through: layout.temporary,
            flushing: layout.roots
        )
    }

    /// Takes a root away.
    ///
    /// - Returns: Whether it was there.
    /// - Throws: ``StoreError`` of a system call.
    @discardableResult
    public func removeRoot(_ name: BundleName) throws(StoreError) -> Bool {
        try StoreCall.remove(layout.root(name))
    }
}
