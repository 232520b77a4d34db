internal import FrankenCrypto

/// Digest and size of a blob that arrives in pieces, and of its segments when it is large.
final class BlobMeter {
    private let whole = SHA256Hasher()
    private let segment = SHA256Hasher()
    private var size = 0
    private var filled = 0
    private var digests: [Digest] = []

    /// Adds bytes.
    func add(_ bytes: RawSpan) throws {
        try whole.update(bytes)
        size += bytes.byteCount
        var rest = bytes
        while rest.byteCount > 0 {
            let step = min(rest.byteCount, BlobSegments.defaultSize - filled)
            try segment.update(rest.extracting(first: step))
            rest = rest.extracting(droppingFirst: step)
            filled += step
            if filled == BlobSegments.defaultSize {
                digests.append(try segment.finish())
                filled = 0
            }
        }
    }

    /// What was added.
    func finish() throws -> (digest: Digest, size: Int, segments: BlobSegments?) {
        if filled > 0 { digests.append(try segment.finish()) }
        let isLarge = size > BlobSegments.defaultSize
        return (
            try whole.finish(), size,
            isLarge ? BlobSegments(size: BlobSegments.defaultSize, digests: digests) : nil
        )
    }
}
