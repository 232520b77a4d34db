internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenFiles

/// What is installed in one store, derived from its receipts and manifests.
///
/// Kept in a file so that a listing need not open every receipt; never a source of truth.
struct Listing: Sendable, Equatable {
    /// A receipt's file, as it was when it was read.
    ///
    /// A receipt is never written in place, so a file that looks the same is the same.
    struct Identity: Sendable, Hashable {
        let name: BundleName
        let tag: BundleTag
        let inode: UInt64
        let modified: Int64
        let byteCount: Int
    }

    /// A blob that some bundle has.
    struct Blob: Sendable, Hashable {
        let digest: PackedDigest
        let byteCount: Int
    }

    /// A receipt that is no bundle, and why.
    struct Failure: Sendable, Equatable {
        let identity: Identity
        let message: String
        /// Whether the system failed, so that the receipt may be sound.
        var isPassing = false
    }

    /// The bundles by name and tag.
    var bundles: [InstalledBundle] = []
    /// The receipt of each of ``bundles``.
    var sources: [Identity] = []
    /// Where in ``references`` the blobs of each of ``bundles`` are, manifest first.
    var ranges: [Range<Int>] = []
    /// Indexes of ``blobs``.
    var references: [UInt32] = []
    var blobs: [Blob] = []
    var failures: [Failure] = []

    /// The receipts that this was derived from.
    var identities: Set<Identity> {
        Set(sources).union(failures.map(\.identity))
    }

    /// The blobs of a bundle: indexes of ``blobs``, manifest first.
    func blobs(ofBundle index: Int) -> ArraySlice<UInt32> { references[ranges[index]] }
}

/// A receipt and the blobs its manifest names, on the way into a ``Listing``.
struct ReadReceipt {
    let identity: Listing.Identity
    let receipt: Receipt
    /// Manifest first, each digest once.
    let blobs: [Listing.Blob]
}

extension Listing {
    /// Puts receipts together and counts what they share.
    ///
    /// - Parameters:
    ///   - read: Receipts that were read now.
    ///   - kept: Indexes of bundles of `older` that still hold.
    ///   - older: The listing that `kept` is about.
    ///   - failures: Receipts that could not be read.
    ///   - store: The folder of the store.
    init(
        _ read: [ReadReceipt],
        keeping kept: [Int],
        of older: Listing,
        failures: [Failure],
        store: String
    ) {
        var indexes: [PackedDigest: UInt32] = [:]
        var users: [UInt32] = []
        func use(_ blob: Blob) -> UInt32 {
            if let index = indexes[blob.digest] {
                users[Int(index)] += 1
                return index
            }
            let index = UInt32(truncatingIfNeeded: blobs.count)
            blobs.append(blob)
            users.append(1)
            indexes[blob.digest] = index
            return index
        }
        var rows: [(identity: Identity, bundle: InstalledBundle, blobs: [UInt32])] = []
        rows += kept.map { row in
            let blobs = older.blobs(ofBundle: row).map { use(older.blobs[Int($0)]) }
            return (older.sources[row], older.bundles[row], blobs)
        }
        rows += read.map { row in
            (row.identity, InstalledBundle(row.receipt, store: store), row.blobs.map(use))
        }
        rows.sort { left, right in
            (left.identity.name, left.identity.tag) < (right.identity.name, right.identity.tag)
        }
        self.failures = failures
        for row in rows {
            var bundle = row.bundle
            bundle.byteCount = Self.sum(row.blobs.map { blobs[Int($0)].byteCount })
            bundle.ownByteCount = Self.sum(
                row.blobs.filter { users[Int($0)] == 1 }.map { blobs[Int($0)].byteCount }
            )
            bundles.append(bundle)
            sources.append(row.identity)
            ranges.append(references.count..<references.count + row.blobs.count)
            references += row.blobs
        }
    }

    /// Bytes of all blobs that some bundle has, each once.
    var byteCount: Int {
        var isUsed = [Bool](repeating: false, count: blobs.count)
        for reference in references { isUsed[Int(reference)] = true }
        return Self.sum(zip(blobs, isUsed).lazy.filter(\.1).map(\.0.byteCount))
    }

    /// The sum of sizes of files; what does not fit stays at the largest integer.
    static func sum(_ sizes: some Sequence<Int>) -> Int {
        sizes.reduce(0) { sum, size in
            let (next, overflow) = sum.addingReportingOverflow(size)
            return overflow ? .max : next
        }
    }
}

extension Listing.Identity {
    /// The receipt of a name and tag, as the system describes its file.
    init(_ name: BundleName, _ tag: BundleTag, _ status: FileStatus) {
        self.init(
            name: name,
            tag: tag,
            inode: status.inode,
            modified: status.modified,
            byteCount: status.byteCount
        )
    }
}
