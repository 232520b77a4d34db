internal import CArchive

/// Writes regular files into a tar, plain or compressed with zstd, the same bytes every time.
///
/// Mode 0644, owner 0 and time 0 for every entry; one thread compresses, because the result of
/// several depends on how the work was divided. Not for several threads at once.
@safe
final class ArchiveWriter {
    /// Where the bytes go; it outlives the C side, which only borrows it.
    private final class Sink {
        let take: (RawSpan) throws -> Void
        var failure: (any Error)?

        init(_ take: @escaping (RawSpan) throws -> Void) {
            self.take = take
        }
    }

    private let handle: OpaquePointer
    private let sink: Sink

    /// Begins an archive.
    ///
    /// - Parameters:
    ///   - level: zstd's level, 0 for no compression.
    ///   - take: Takes the bytes of the archive, in order.
    /// - Throws: ``BundleError`` with code `.notWritten`.
    init(level: Int, _ take: @escaping (RawSpan) throws -> Void) throws(BundleError) {
        let sink = Sink(take)
        let context = unsafe Unmanaged.passUnretained(sink).toOpaque()
        let opened = unsafe fa_writer_open(
            Int32(clamping: level),
            { context, bytes, count in
                let sink = unsafe Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
                do {
                    try unsafe sink.take(UnsafeRawBufferPointer(start: bytes, count: count).bytes)
                    return 0
                } catch {
                    sink.failure = error
                    return 1
                }
            },
            context
        )
        guard let opened = unsafe opened else {
            throw BundleError(.notWritten, "libarchive could not begin an archive.")
        }
        unsafe handle = opened
        self.sink = sink
    }

    deinit {
        unsafe fa_writer_free(handle)
    }

    /// Adds a file.
    ///
    /// - Parameters:
    ///   - name: The name in the archive; ASCII of at most 100 bytes.
    ///   - byteCount: How long it is.
    ///   - produce: Calls its argument with the content, exactly `byteCount` bytes in all.
    /// - Throws: ``BundleError``, or what the archive's taker or `produce` throws.
    func add(
        _ name: String,
        byteCount: Int,
        _ produce: ((RawSpan) throws -> Void) throws -> Void
    ) throws {
        try check(unsafe fa_writer_begin(handle, name, Int64(byteCount)))
        var left = byteCount
        try produce { piece in
            guard piece.byteCount <= left else { throw Self.wrongSize(name, byteCount) }
            left -= piece.byteCount
            try check(
                unsafe piece.withUnsafeBytes { buffer in
                    unsafe fa_writer_append(handle, buffer.baseAddress, buffer.count)
                }
            )
        }
        // libarchive would fill the rest with zeros.
        guard left == 0 else { throw Self.wrongSize(name, byteCount) }
    }

    /// Ends the archive.
    ///
    /// - Throws: ``BundleError`` with code `.notWritten`, or what the archive's taker throws.
    func finish() throws {
        try check(unsafe fa_writer_finish(handle))
    }

    private func check(_ status: fa_status) throws {
        guard status != FA_OK else { return }
        if let failure = sink.failure { throw failure }
        let reason = unsafe String(cString: fa_writer_message(handle))
        throw BundleError(.notWritten, "Cannot write the archive: \(reason).")
    }

    private static func wrongSize(_ name: String, _ byteCount: Int) -> BundleError {
        BundleError(.wrongDigest, "Expected \(byteCount) bytes for \(name), found another number.")
    }
}
