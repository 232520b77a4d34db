/// A regular file that is open for reading, closed with the last reference.
///
/// Not for several threads at once.
package final class OpenFile {
    private static let pieceByteCount = 1 << 20

    /// Where it is, for messages.
    package let path: String
    /// The open descriptor.
    package let number: Int32
    /// What it was when it was opened.
    package let status: FileStatus

    /// Bytes of the file when it was opened.
    package var byteCount: Int { status.byteCount }

    /// Opens a regular file, without waiting for the writer of a FIFO.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - followsLinks: Whether a symbolic link to one will do.
    /// - Throws: ``FilesError`` with code `.notFound`, `.isFolder`, `.notRegularFile`, `.system` …
    package convenience init(path: String, followsLinks: Bool = true) throws(FilesError) {
        let number = try SystemCall.open(path, for: .reading, followsLinks: followsLinks)
        try self.init(descriptor: number, path: path)
    }

    /// Takes over a descriptor.
    init(descriptor: Int32, path: String) throws(FilesError) {
        self.path = path
        number = descriptor
        do throws(FilesError) {
            status = try FileStatus.of(descriptor: descriptor, path)
        } catch {
            SystemCall.drop(descriptor)
            throw error
        }
        guard status.kind != .folder else {
            throw FilesError(
                .isFolder,
                path: path,
                "\(FilesError.quoted(path)) is a directory.",
                advice: "Give the path of a file in it."
            )
        }
        guard status.kind == .file else {
            throw FilesError(
                .notRegularFile,
                path: path,
                "\(FilesError.quoted(path)) is a pipe, socket or device.",
                advice: "Copy its content to a file first."
            )
        }
    }

    deinit { SystemCall.drop(number) }

    /// Hands over all bytes from the beginning, in order.
    ///
    /// - Throws: ``FilesError``, or what `body` throws.
    package func read(_ body: (RawSpan) throws -> Void) throws {
        // What the system makes up as it is read, as under /proc, says that it is empty.
        let count = byteCount == 0 ? 4096 : min(Self.pieceByteCount, byteCount)
        var piece = [UInt8](repeating: 0, count: count)
        while true {
            let count = try SystemCall.read(into: &piece, number, path)
            guard count > 0 else { return }
            try unsafe body(piece.span.bytes.extracting(first: count))
        }
    }

    /// The first bytes, fewer than asked for only when the file has no more.
    ///
    /// - Throws: ``FilesError`` of a system call.
    package func head(_ count: Int) throws(FilesError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var end = 0
        while end < count {
            let step = try SystemCall.read(into: &bytes, from: end, number, path)
            guard step > 0 else { break }
            end += step
        }
        bytes.removeLast(count - end)
        return bytes
    }

    /// The whole content.
    ///
    /// - Parameters:
    ///   - limit: The most bytes that it may have.
    ///   - advice: What to do with a longer one.
    /// - Returns: The bytes.
    /// - Throws: ``FilesError`` with code `.tooLarge`, or of a system call.
    package func bytes(limit: Int, advice: String = "") throws(FilesError) -> [UInt8] {
        guard byteCount <= limit else {
            throw FilesError(
                .tooLarge,
                path: path,
                "\(FilesError.quoted(path)) has \(byteCount) bytes; at most \(limit) are read.",
                advice: advice
            )
        }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var end = 0
        while end < bytes.count {
            let count = try SystemCall.read(into: &bytes, from: end, number, path)
            // The file shrank while it was read.
            guard count > 0 else { break }
            end += count
        }
        bytes.removeLast(bytes.count - end)
        return bytes
    }

    /// The whole content of a file.
    ///
    /// - Parameters:
    ///   - path: A regular file, or a link to one.
    ///   - limit: The most bytes that it may have.
    ///   - advice: What to do with a longer one.
    /// - Returns: The bytes.
    /// - Throws: ``FilesError`` with code `.tooLarge`, or of a system call.
    package static func bytes(
        of path: String,
        limit: Int,
        advice: String = ""
    ) throws(FilesError) -> [UInt8] {
        try OpenFile(path: path).bytes(limit: limit, advice: advice)
    }

    /// The whole content of a file, `nil` when it is not there.
    package static func bytes(
        ifThere path: String,
        limit: Int,
        followsLinks: Bool = true
    ) throws(FilesError) -> [UInt8]? {
        do throws(FilesError) {
            return try OpenFile(path: path, followsLinks: followsLinks).bytes(limit: limit)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }
}
