internal import FrankenBundle
internal import FrankenCrypto

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

    /// A bundle, and the blobs it has: indexes into ``Listing/blobs``, manifest first.
    struct Entry: Sendable, Equatable {
        let identity: Identity
        let bundle: InstalledBundle
        let blobs: [UInt32]
    }

    /// A blob that some bundle has.
    struct Blob: Sendable, Hashable {
        let digest: Digest
        let byteCount: Int
    }

    /// A receipt that is no bundle, and why.
    struct Failure: Sendable, Equatable {
        let identity: Identity
        let message: String
    }

    var entries: [Entry] = []
    var failures: [Failure] = []
    var blobs: [Blob] = []

    /// The receipts that this was derived from.
    var identities: Set<Identity> {
        Set(entries.map(\.identity)).union(failures.map(\.identity))
    }
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
    ///   - kept: Entries of `older` that still hold.
    ///   - older: The listing that `kept` is from.
    ///   - failures: Receipts that could not be read.
    init(_ read: [ReadReceipt], keeping kept: [Entry], of older: Listing, failures: [Failure]) {
        var indexes: [Digest: UInt32] = [:]
        func index(_ blob: Blob) -> UInt32 {
            if let index = indexes[blob.digest] { return index }
            let index = UInt32(truncatingIfNeeded: blobs.count)
            blobs.append(blob)
            indexes[blob.digest] = index
            return index
        }
        typealias Row = (Identity, Source, [UInt32])
        var rows: [Row] = kept.map { entry in
            (entry.identity, .kept(entry.bundle), entry.blobs.map { index(older.blobs[Int($0)]) })
        }
        rows += read.map { ($0.identity, .read($0.receipt), $0.blobs.map(index)) }
        var users = [UInt32](repeating: 0, count: blobs.count)
        for row in rows { for blob in row.2 { users[Int(blob)] += 1 } }
        rows.sort { left, right in
            (left.0.name.text, left.0.tag.text) < (right.0.name.text, right.0.tag.text)
        }
        self.failures = failures
        entries = rows.map { identity, source, rowBlobs in
            let sizes = rowBlobs.map { blobs[Int($0)].byteCount }
            let own = zip(rowBlobs, sizes).filter { users[Int($0.0)] == 1 }.map(\.1)
            let bundle = source.bundle(
                byteCount: Self.sum(sizes),
                ownByteCount: Self.sum(own),
                manifest: rowBlobs.first.map { blobs[Int($0)] }
            )
            return Entry(identity: identity, bundle: bundle, blobs: rowBlobs)
        }
    }

    /// The sum of sizes of files; what does not fit stays at the largest integer.
    static func sum(_ sizes: some Sequence<Int>) -> Int {
        sizes.reduce(0) { sum, size in
            let (next, overflow) = sum.addingReportingOverflow(size)
            return overflow ? .max : next
        }
    }

    /// Where a row's facts come from.
    private enum Source {
        case kept(InstalledBundle)
        case read(Receipt)

        func bundle(byteCount: Int, ownByteCount: Int, manifest: Blob?) -> InstalledBundle {
            switch self {
            case .kept(let bundle):
                InstalledBundle(
                    name: bundle.name,
                    tag: bundle.tag,
                    version: bundle.version,
                    manifest: bundle.manifest,
                    manifestSize: bundle.manifestSize,
                    source: bundle.source,
                    time: bundle.time,
                    trust: bundle.trust,
                    isPinned: bundle.isPinned,
                    summary: bundle.summary,
                    byteCount: byteCount,
                    ownByteCount: ownByteCount
                )
            case .read(let receipt):
                InstalledBundle(
                    name: receipt.name,
                    tag: receipt.tag,
                    version: receipt.version,
                    manifest: receipt.manifest.digest,
                    manifestSize: receipt.manifest.size,
                    source: receipt.source,
                    time: receipt.time,
                    trust: receipt.trust,
                    isPinned: receipt.isPinned,
                    summary: receipt.summary,
                    byteCount: byteCount,
                    ownByteCount: ownByteCount
                )
            }
        }
    }
}
