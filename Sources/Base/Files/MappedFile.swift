#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A regular file mapped read-only into memory.
///
/// Pages are read when touched and cost nothing to drop again, so a file far larger than memory
/// can be read piece by piece. The mapping is immutable after `init`, which is why sharing it
/// between threads is sound although it holds a pointer.
///
/// - Warning: Should another process shrink the file, touching a page beyond its new end ends
///   this process with SIGBUS; no check can prevent that. Replace files by rename, as
///   `AtomicFile` does, and never in place.
@safe
public final class MappedFile: @unchecked Sendable {
    /// The path the file was opened by.
    public let path: String
    /// Size of the file in bytes when it was opened.
    public let byteCount: Int
    private let base: UnsafeMutableRawPointer?

    /// Opens and maps a file.
    ///
    /// - Parameter path: A path to a regular file, or to a symbolic link to one.
    /// - Throws: ``FilesError`` with code `.notFound`, `.isFolder`, `.notRegularFile`, `.system` …
    public init(path: String) throws(FilesError) {
        let file = try OpenFile(path: path)
        self.path = path
        self.byteCount = file.byteCount
        guard byteCount > 0 else {
            unsafe base = nil
            return
        }
        let mapping = unsafe mmap(
            nil,
            byteCount,
            PROT_READ,
            MAP_PRIVATE,
            file.number,
            0
        )
        guard unsafe mapping != MAP_FAILED, let mapping = unsafe mapping else {
            throw FilesError(failed: "map", path)
        }
        unsafe base = mapping
    }

    deinit {
        if let base = unsafe base { _ = unsafe munmap(base, byteCount) }
    }

    /// Calls `body` with the bytes in `range`, without copying them.
    ///
    /// - Parameters:
    ///   - range: Offsets in the file.
    ///   - body: Reads the bytes; the span is not valid afterwards.
    /// - Returns: What `body` returns.
    /// - Throws: ``FilesError`` with code `.outOfRange` when `range` leaves the file, or what
    ///   `body` throws.
    public func withBytes<Result>(
        in range: Range<Int>,
        _ body: (RawSpan) throws -> Result
    ) throws -> Result {
        guard range.lowerBound >= 0, range.upperBound <= byteCount else {
            throw FilesError(
                .outOfRange,
                path: path,
                "The range \(range) lies outside \(FilesError.quoted(path)), which has \(byteCount) bytes."
            )
        }
        let buffer = unsafe UnsafeRawBufferPointer(
            start: base.map { unsafe UnsafeRawPointer($0) + range.lowerBound },
            count: range.count
        )
        return try unsafe body(buffer.bytes)
    }

    /// Copies the bytes in `range`.
    ///
    /// - Throws: ``FilesError`` with code `.outOfRange` when `range` leaves the file.
    public func copyBytes(in range: Range<Int>) throws -> [UInt8] {
        try withBytes(in: range) { span in
            unsafe span.withUnsafeBytes { unsafe [UInt8]($0) }
        }
    }

    /// Gives back the memory behind `range`; reading it again reads the file again.
    ///
    /// Called after weights were repacked, this keeps the peak resident size near that of the
    /// largest tensor. It is advice: nothing is lost or reported when the system ignores it.
    ///
    /// - Parameter range: Offsets in the file; clamped to it and widened to whole pages.
    public func dropPages(in range: Range<Int>) {
        let range = range.clamped(to: 0..<byteCount)
        guard let base = unsafe base, !range.isEmpty else { return }
        let pageByteCount = max(1, Int(sysconf(Int32(_SC_PAGESIZE))))
        let start = range.lowerBound / pageByteCount * pageByteCount
        _ = unsafe madvise(base + start, range.upperBound - start, MADV_DONTNEED)
    }
}
