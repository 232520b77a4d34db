public import FrankenBundle
public import FrankenBytes
public import FrankenCrypto

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Store: BlobProvider {
    private static let pieceByteCount = 256 << 10

    /// Whether the whole blob is in the store or one of its layers.
    ///
    /// For reading. Who installs asks ``Ingest/contains(_:)``, which also keeps it there.
    public func contains(_ digest: Digest) -> Bool {
        (try? location(of: digest)) != nil
    }

    /// Hands over a blob's bytes in pieces, in order, without a check of the digest.
    ///
    /// - Throws: ``BundleError`` with code `.missingBlob`, or `.wrongDigest` when the file has
    ///   another size than the descriptor says; what `body` throws.
    public func read(_ descriptor: Descriptor, _ body: (RawSpan) throws -> Void) throws {
        let path = try path(of: descriptor.digest)
        let number = try SystemCall.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        defer { SystemCall.drop(number) }
        var buffer = [UInt8](repeating: 0, count: min(Self.pieceByteCount, descriptor.size + 1))
        var byteCount = 0
        while true {
            let count = try SystemCall.read(into: &buffer, number, path)
            guard count > 0 else { break }
            byteCount += count
            guard byteCount <= descriptor.size else { break }
            try unsafe body(buffer.span.bytes.extracting(first: count))
        }
        guard byteCount == descriptor.size else {
            throw BundleError(
                .wrongDigest,
                "The blob \(descriptor.digest) should have \(descriptor.size) bytes and has "
                    + (byteCount < descriptor.size ? "\(byteCount)." : "more.")
                    + " Run 'zoo verify', then install the bundle again."
            )
        }
    }

    /// The file of a blob, for reading and mapping; it is never written again.
    ///
    /// - Throws: ``BundleError`` with code `.missingBlob`.
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
    /// - Throws: ``BundleError`` with code `.missingBlob`; ``BytesError``.
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
                if let status = try SystemCall.status(path), status.kind == .file {
                    return (path, status)
                }
            }
            for name in try SystemCall.names(in: layout.trash)
            where TrashedBlob(fileName: name)?.digest == digest {
                let path = "\(layout.trash)/\(name)"
                if let status = try SystemCall.status(path), status.kind == .file {
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
        if try SystemCall.makeFolder(path) { try SystemCall.flushFolder(layout.root) }
        try TemporaryFile.write(
            bytes,
            to: "\(path)/\(name)",
            through: layout.temporary,
            flushing: path
        )
    }
}
