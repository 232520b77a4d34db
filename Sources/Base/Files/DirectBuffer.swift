/// Bytes of a large file on their way around the page cache.
///
/// Writing a gigabyte through the cache fills memory that others use, and a flush then waits for a
/// kernel that writes it page by page; an order of magnitude slower where this was measured. Writes
/// that go around the cache must begin and end at a multiple of ``alignment``, in memory as well.
@safe
final class DirectBuffer {
    /// What writes are a multiple of: the largest block of disks in use.
    static let alignment = 4096
    /// Bytes of one write.
    static let capacity = 1 << 20
    /// Smaller files are not worth it.
    static let smallestFile = 8 << 20

    private let memory: UnsafeMutableRawBufferPointer
    private var byteCount = 0

    init() {
        unsafe memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Self.capacity,
            alignment: Self.alignment
        )
    }

    deinit { unsafe memory.deallocate() }

    /// Takes bytes, and hands over whole buffers.
    func append(
        _ bytes: RawSpan,
        _ write: (RawSpan) throws(FilesError) -> Void
    ) throws(FilesError) {
        var rest = bytes
        while rest.byteCount > 0 {
            let count = min(rest.byteCount, Self.capacity - byteCount)
            unsafe rest.withUnsafeBytes { source in
                let target = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[byteCount...])
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<count]))
            }
            byteCount += count
            rest = rest.extracting(droppingFirst: count)
            if byteCount == Self.capacity { try flush(write) }
        }
    }

    /// Hands over what is left.
    func flush(_ write: (RawSpan) throws(FilesError) -> Void) throws(FilesError) {
        guard byteCount > 0 else { return }
        let filled = unsafe UnsafeRawBufferPointer(memory).bytes.extracting(first: byteCount)
        byteCount = 0
        try write(filled)
    }
}
