public import FrankenCrypto
internal import FrankenFiles

/// A bundle file: an OCI image layout in a tar, plain or compressed with zstd, or in a folder.
///
/// What it is, is seen from its first bytes, never from its name. Reading it streams the blobs
/// into a ``BlobReceiver`` and makes none of them visible before the whole file was read and every
/// blob had its size and digest; nothing is extracted under a name from the file. The format is
/// described in `Zoo/formats/bundle.md`.
public struct BundleArchive: Sendable {
    private enum Source {
        case path(String)
        case descriptor(Int32)
    }

    /// What reading may cost.
    public var limits: ArchiveLimits
    private let source: Source

    /// A file or folder; nothing is opened yet.
    public init(path: String, limits: ArchiveLimits = ArchiveLimits()) {
        source = .path(path)
        self.limits = limits
    }

    /// An open descriptor, such as standard input, which stays the caller's.
    public init(descriptor: Int32, limits: ArchiveLimits = ArchiveLimits()) {
        source = .descriptor(descriptor)
        self.limits = limits
    }

    /// Reads the bundles and hands their blobs to `receiver`.
    ///
    /// The manifests themselves are returned and not handed over: store them once they are trusted.
    ///
    /// - Parameters:
    ///   - receiver: Where the blobs go; those it has already are not sent.
    ///   - choose: Called once, with a file of ours before any large blob was read, to look at
    ///     manifests, signatures and descriptions: returns the digests of the manifests to take,
    ///     or throws to take none. The blobs of others are passed over. All are taken when it is
    ///     left out.
    /// - Returns: What the file holds.
    /// - Throws: ``BundleError`` when the file is not what it should be, what `receiver` throws,
    ///   or what `choose` throws. Nothing is visible in `receiver` then, unless publishing itself
    ///   failed half-way.
    @discardableResult
    public func read(
        into receiver: any BlobReceiver,
        choosing choose: (BundleContents) throws -> Set<Digest> = {
            Set($0.bundles.map(\.descriptor.digest))
        }
    ) throws -> BundleContents {
        try withoutActuallyEscaping(choose) { choose in
            let intake = BundleIntake(receiver: receiver, choose: choose)
            do {
                let contents = try read(into: intake)
                try intake.publish()
                return contents
            } catch {
                intake.discard()
                throw error
            }
        }
    }

    /// Reads only as far as it must to say what the file holds.
    ///
    /// - Returns: Index, manifests, signatures and descriptions.
    /// - Throws: ``BundleError`` when that part of the file is not what it should be.
    public func contents() throws -> BundleContents {
        var found: BundleContents?
        do {
            return try read(into: Nowhere()) { contents in
                found = contents
                throw Enough()
            }
        } catch is Enough {
            return try found ?? BundleIntake.missing("an index")
        }
    }

    private struct Enough: Error {}

    /// Has nothing and takes nothing; reading stops before it is asked to.
    private struct Nowhere: BlobReceiver {
        func contains(_ digest: Digest) -> Bool { false }

        func writer(for descriptor: Descriptor) throws -> any BlobWriter { throw Enough() }
    }

    private func read(into intake: BundleIntake) throws -> BundleContents {
        switch source {
        case .path(let path) where FileStatus.isFolder(path):
            return try BundleFolder(path: path, limits: limits).read(into: intake)
        case .path(let path):
            return try read(ArchiveReader(path: path, limits: limits), into: intake)
        case .descriptor(let descriptor):
            let reader = try ArchiveReader(
                descriptor: descriptor,
                label: "standard input",
                limits: limits
            )
            return try read(reader, into: intake)
        }
    }

    private func read(_ reader: ArchiveReader, into intake: BundleIntake) throws -> BundleContents {
        while let entry = try reader.next() {
            if entry.kind == .directory {
                try intake.takeFolder(entry.name)
            } else {
                try intake.take(entry.name, byteCount: entry.size) { try reader.read($0) }
            }
        }
        return try intake.finish()
    }
}
