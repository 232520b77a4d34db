public import FrankenBundle
public import FrankenCrypto
public import FrankenFiles

extension Store: BlobProvider {

    /// Whether the whole blob is in the store or one of its layers.
    ///
    /// For reading. Who installs asks `Ingest/contains(_:)`, which also keeps it there.
    public func contains(_ digest: Digest) -> Bool {
        (try? location(of: digest)) != nil
    }

    /// Hands over a blob's bytes in pieces, in order, without a check of the digest.
    ///
    /// - Throws: `BundleError` with code `.missingBlob`, or `.wrongDigest` when the file has
    ///   another size than the descriptor says; what `body` throws.
    public func read(_ descriptor: Descriptor, _ body: (RawSpan) throws -> Void) throws {
        let path = try path(of: descriptor.digest)
        var byteCount = 0
        try StoreCall.read(path) { piece in
            byteCount += piece.byteCount
            guard byteCount <= descriptor.size else { throw Self.wrongSize(descriptor, byteCount) }
            try body(piece)
        }
        guard byteCount == descriptor.size else { throw Self.wrongSize(descriptor, byteCount) }
    }

    private static func wrongSize(_ descriptor: Descriptor, _ byteCount: Int) -> BundleError {
        BundleError(
            .wrongDigest,
            "The blob \(descriptor.digest) should have \(descriptor.size) bytes and has "
                + (byteCount < descriptor.size ? "\(byteCount)." : "more.")
                + " Run 'zoo verify', then install the bundle again."
        )
    }

    /// The file of a blob, for reading and mapping; it is never written again.
    ///
    /// - Throws: `BundleError` with code `.missingBlob`.
    public func path(of digest: Digest) throws -> String {
        guard let location = try location(of: digest) else {
            throw BundleError(
                .missingBlob,
                "The blob \(digest) is not in '\(layout.root)'"
                    + (layers.isEmpty ? "" : " nor in the stores of ZOO_STORE_PATH")
                    + ". Install the bundle again."
            )
        }
        return location.path
    }

    /// A blob mapped into memory.
    ///
    /// - Throws: `BundleError` with code `.missingBlob`; `FilesError`.
    public func mapped(_ digest: Digest) throws -> MappedFile {
        try MappedFile(path: path(of: digest))
    }

    /// Where a blob is, and what the system says about the file.
    ///
    /// A collector moves a blob away for an instant, and back when it turns out to be needed, so
    /// the trash is searched too, and everything twice.
    func location(of digest: Digest) throws(StoreError) -> (path: String, status: FileStatus)? {
        for _ in 0..<2 {
            for layout in all {
                let path = layout.blob(digest)
                if let status = try StoreCall.status(path), status.kind == .file {
                    return (path, status)
                }
            }
            for name in try StoreCall.names(in: layout.trash)
            where TrashedBlob(fileName: name)?.digest == digest {
                let path = "\(layout.trash)/\(name)"
                if let status = try StoreCall.status(path), status.kind == .file {
                    return (path, status)
                }
            }
        }
        return nil
    }
}

extension Store {
    /// Keeps a small file beside the blobs, in place of what had its name, all or nothing.
    ///
    /// - Parameters:
    ///   - bytes: The content.
    ///   - name: The file's name.
    ///   - folder: The name of its folder in the store's, which is made when it is missing.
    /// - Throws: ``StoreError`` of a system call.
    package func keep(_ bytes: [UInt8], as name: String, in folder: String) throws(StoreError) {
        let path = "\(layout.root)/\(folder)"
        if try StoreCall.makeFolder(path) { try StoreCall.flushFolder(layout.root) }
        try StoreCall.write(
            bytes,
            to: "\(path)/\(name)",
            through: layout.temporary,
            flushing: path
        )
    }
}
