public import FrankenCrypto

/// A place that blobs are read from: a store, an archive that was read, a folder, memory.
public protocol BlobProvider: Sendable {
    /// Whether the whole blob is here.
    func contains(_ digest: Digest) -> Bool

    /// Hands over a blob's bytes in pieces, in order.
    ///
    /// - Parameters:
    ///   - descriptor: Which blob, and how long it is.
    ///   - body: Called with each piece; what it throws ends the reading.
    /// - Throws: ``BundleError`` with code `.missingBlob` when it is not here, `.wrongDigest` when
    ///   it is shorter or longer than the descriptor says, or what `body` throws.
    func read(_ descriptor: Descriptor, _ body: (RawSpan) throws -> Void) throws
}

/// A place that blobs are written to.
public protocol BlobReceiver: Sendable {
    /// Whether the whole blob is here already, so that nobody need send it.
    func contains(_ digest: Digest) -> Bool

    /// Whether the blob is here already and is what it should be, so that nobody need send it.
    ///
    /// A place that keeps blobs for long looks at their size and digest: a file that was damaged
    /// since it came is no blob, and is replaced by the one that comes.
    func contains(_ blob: Descriptor) -> Bool

    /// Begins to receive a blob of exactly the size and digest of `descriptor`.
    ///
    /// Nothing is visible under the digest before ``BlobWriter/publish()`` returns.
    ///
    /// - Throws: The place's own error, for example when the disk is full.
    func writer(for descriptor: Descriptor) throws -> any BlobWriter
}

/// One blob on its way into a ``BlobReceiver``.
public protocol BlobWriter: AnyObject {
    /// Adds bytes.
    ///
    /// - Throws: ``BundleError`` with code `.tooLarge` for more bytes than were announced, or the
    ///   place's own error.
    func append(_ bytes: RawSpan) throws

    /// Checks size and digest and flushes, so that ``publish()`` has only to make the blob visible.
    ///
    /// Called once, after the last byte; a writer whose ``publish()`` does it all need not have it.
    ///
    /// - Throws: ``BundleError`` with code `.wrongDigest`, or the place's own error.
    func seal() throws

    /// Checks size and digest and makes the blob visible, all at once.
    ///
    /// - Throws: ``BundleError`` with code `.wrongDigest`, or the place's own error; nothing is
    ///   visible then.
    func publish() throws

    /// Drops what was received; after ``publish()`` it does nothing.
    func discard()
}

extension BlobReceiver {
    /// Believes the digest.
    public func contains(_ blob: Descriptor) -> Bool { contains(blob.digest) }
}

extension BlobWriter {
    /// Leaves everything to ``publish()``.
    public func seal() throws {}
}

extension BlobProvider {
    /// Hands over a blob's bytes in pieces, and checks their digest on the way.
    ///
    /// - Throws: As ``read(_:_:)``; ``BundleError`` with code `.wrongDigest` after the last piece
    ///   when the bytes do not have the digest.
    package func readChecked(
        _ descriptor: Descriptor,
        _ body: (RawSpan) throws -> Void
    ) throws {
        let hasher = SHA256Hasher()
        try read(descriptor) { piece in
            try hasher.update(piece)
            try body(piece)
        }
        guard try hasher.finish() == descriptor.digest else {
            throw BundleError(
                .wrongDigest,
                "\(descriptor.title ?? "A blob") does not have the digest \(descriptor.digest). "
                    + "Run 'zoo verify', then install it again."
            )
        }
    }

    /// A small blob in memory.
    ///
    /// - Parameters:
    ///   - descriptor: Which blob.
    ///   - limit: The most bytes that are read.
    /// - Returns: The whole blob.
    /// - Throws: ``BundleError`` with code `.tooLarge` when it is longer than `limit`, and as
    ///   ``read(_:_:)``; `.wrongDigest` also when the bytes do not have the digest.
    public func bytes(_ descriptor: Descriptor, limit: Int) throws -> [UInt8] {
        guard descriptor.size <= limit else {
            throw BundleError(
                .tooLarge,
                "\(descriptor.title ?? "\(descriptor.digest)") has \(descriptor.size) bytes; "
                    + "at most \(limit) are read."
            )
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(descriptor.size)
        try read(descriptor) { piece in
            unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        }
        guard try SHA256Hasher.digest(of: bytes) == descriptor.digest else {
            throw BundleError(
                .wrongDigest,
                "\(descriptor.title ?? "a blob") does not have the digest \(descriptor.digest). "
                    + "Run 'zoo verify', then install it again."
            )
        }
        return bytes
    }
}
