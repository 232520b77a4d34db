#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Writes a file that appears complete or not at all.
///
/// The bytes go to a temporary file beside the target, which is flushed to the disk, renamed
/// over the target and followed by a flush of the directory. A crash at any instant leaves the
/// old file or the new one; a failure removes the temporary file and leaves the old one.
@safe
public final class AtomicFile {
    private static let chunkByteCount = 1 << 20

    private let path: String
    private let temporaryPath: String
    private let directory: String
    private var descriptor: Int32
    private var pending: [UInt8] = []

    /// Writes a whole file.
    ///
    /// - Parameters:
    ///   - path: The file to create or replace.
    ///   - permissions: Who may read and write it; the process's mask takes some away.
    ///   - body: Calls ``append(_:)-(RawSpan)`` for the content, piece by piece.
    /// - Throws: ``BytesError`` with code `.system` or `.notFound`, or what `body` throws.
    public static func write(
        to path: String,
        permissions: UInt32 = 0o644,
        _ body: (AtomicFile) throws -> Void
    ) throws {
        let file = try AtomicFile(path: path, permissions: permissions)
        do {
            try body(file)
            try file.publish()
        } catch {
            file.discard()
            throw error
        }
    }

    /// Writes a whole file from bytes at hand.
    ///
    /// - Parameters:
    ///   - bytes: The whole content.
    ///   - path: The file to create or replace.
    ///   - permissions: Who may read and write it; the process's mask takes some away.
    /// - Throws: ``BytesError`` with code `.system` or `.notFound`.
    public static func write(
        _ bytes: [UInt8],
        to path: String,
        permissions: UInt32 = 0o644
    ) throws {
        try write(to: path, permissions: permissions) { file in
            try unsafe file.append(bytes.span.bytes)
        }
    }

    private init(path: String, permissions: UInt32) throws(BytesError) {
        self.path = path
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        temporaryPath = "\(directory)/.\(name.prefix(100)).\(getpid()).\(random).tmp"
        let temporaryPath = temporaryPath
        descriptor = OpenFile.retrying {
            unsafe open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(permissions))
        }
        guard descriptor >= 0 else { throw BytesError(system: "create a file in", path: directory) }
        pending.reserveCapacity(Self.chunkByteCount)
    }

    /// Adds bytes to the end of the file.
    ///
    /// - Throws: ``BytesError`` with code `.system`, for example when the disk is full.
    public func append(_ bytes: RawSpan) throws(BytesError) {
        if pending.count + bytes.byteCount > Self.chunkByteCount { try flush() }
        if bytes.byteCount >= Self.chunkByteCount {
            try writeAll(bytes)
        } else {
            unsafe bytes.withUnsafeBytes { chunk in
                unsafe pending.append(contentsOf: chunk)
            }
        }
    }

    private func flush() throws(BytesError) {
        let bytes = pending
        try unsafe writeAll(bytes.span.bytes)
        pending.removeAll(keepingCapacity: true)
    }

    private func writeAll(_ bytes: RawSpan) throws(BytesError) {
        var start = 0
        while start < bytes.byteCount {
            let count = OpenFile.writing(bytes.extracting(droppingFirst: start), to: descriptor)
            guard count > 0 else { throw BytesError(system: "write", path: path) }
            start += count
        }
    }

    /// A failed flush to the disk is never retried, unless a signal came before it began: the
    /// system may have dropped the pages.
    private func publish() throws(BytesError) {
        try flush()
        let flushed = OpenFile.retrying { fsync(descriptor) }
        guard flushed == 0 else { throw BytesError(system: "flush", path: path) }
        let closed = OpenFile.closing(descriptor)
        descriptor = -1
        guard closed == 0 || errno == EINTR else { throw BytesError(system: "close", path: path) }
        let renamed = OpenFile.retrying { unsafe rename(temporaryPath, path) }
        guard renamed == 0 else {
            throw BytesError(system: "replace", path: path)
        }
        let directoryDescriptor = OpenFile.retrying {
            unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        guard directoryDescriptor >= 0 else {
            throw BytesError(system: "flush the directory of", path: path)
        }
        defer { _ = OpenFile.closing(directoryDescriptor) }
        let folderFlushed = OpenFile.retrying { fsync(directoryDescriptor) }
        guard folderFlushed == 0 else {
            throw BytesError(system: "flush the directory of", path: path)
        }
    }

    private func discard() {
        if descriptor >= 0 { _ = OpenFile.closing(descriptor) }
        _ = unsafe unlink(temporaryPath)
    }
}
