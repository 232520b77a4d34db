internal import FrankenCrypto
internal import FrankenFiles

/// The blobs of a bundle that was just put together, read from where its parts are.
struct ComponentBlobs: BlobProvider {
    let contents: [Digest: BundleBuilder.Content]
    let others: (any BlobProvider)?

    func contains(_ digest: Digest) -> Bool {
        switch contents[digest] {
        case .bytes, .file: true
        case .blob, nil: others?.contains(digest) == true
        }
    }

    func read(_ descriptor: Descriptor, _ body: (RawSpan) throws -> Void) throws {
        switch contents[descriptor.digest] {
        case .bytes(let bytes):
            let span = bytes.span
            try unsafe body(span.bytes)
        case .file(let path):
            let file = try BundleError.reading { () throws(FilesError) in try OpenFile(path: path) }
            guard file.byteCount == descriptor.size else {
                throw BundleError(
                    .wrongDigest,
                    "\(BundleText.quoted(path)) has \(file.byteCount) bytes and had "
                        + "\(descriptor.size) when the bundle was made. Pack it again."
                )
            }
            try BundleError.reading(file, body)
        case .blob, nil:
            guard let others, others.contains(descriptor.digest) else {
                throw BundleError(
                    .missingBlob,
                    "The \(descriptor.role?.rawValue ?? "blob") \(descriptor.digest) is not here."
                )
            }
            try others.read(descriptor, body)
        }
    }
}

extension BundleBuilder.Content {
    /// Digest and size of the content, and the digests of its pieces when it is large.
    func measure(
        in blobs: (any BlobProvider)?
    ) throws -> (digest: Digest, size: Int, segments: BlobSegments?) {
        let meter = BlobMeter()
        switch self {
        case .bytes(let bytes):
            let span = bytes.span
            try unsafe meter.add(span.bytes)
        case .file(let path):
            let file = try BundleError.reading { () throws(FilesError) in try OpenFile(path: path) }
            try BundleError.reading(file) { try meter.add($0) }
        case .blob(let digest, let size):
            guard let blobs, blobs.contains(digest) else {
                throw BundleError(.missingBlob, "The blob \(digest) is not here.")
            }
            guard size > BlobSegments.defaultSize else { return (digest, size, nil) }
            let descriptor = Descriptor(mediaType: MediaType.weights, digest: digest, size: size)
            try blobs.read(descriptor) { try meter.add($0) }
        }
        let measured = try meter.finish()
        if case .blob(let digest, let size) = self {
            guard measured.digest == digest, measured.size == size else {
                throw BundleError(
                    .wrongDigest,
                    "The blob \(digest) is not what it was. Run 'zoo verify'."
                )
            }
        }
        return measured
    }
}
