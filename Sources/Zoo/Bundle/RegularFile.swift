internal import FrankenBytes

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A regular file that is read once, from its beginning; not for several threads at once.
final class RegularFile {
    private static let pieceByteCount = 1 << 20

    /// Bytes of the file when it was opened.
    let byteCount: Int
    /// The open descriptor; closed with the last reference.
    let descriptor: Int32
    private let label: String

    /// Opens a file; a symbolic link to one is followed.
    ///
    /// - Throws: ``BundleError`` with code `.unreadable`.
    convenience init(path: String) throws(BundleError) {
        // Not to wait for the other end of a FIFO.
        try self.init(
            descriptor: unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY),
            label: path
        )
    }

    /// Opens a file of a folder; no link is followed.
    ///
    /// - Throws: ``BundleError`` with code `.unreadable`.
    convenience init?(name: String, in folder: borrowing OpenFolder) throws(BundleError) {
        let descriptor = folder.open(name, O_NONBLOCK | O_NOCTTY)
        if descriptor < 0, errno == ENOENT { return nil }
        try self.init(descriptor: descriptor, label: "\(folder.path)/\(name)")
    }

    private init(descriptor: Int32, label: String) throws(BundleError) {
        let label = BundleText.quoted(label)
        guard descriptor >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw BundleError(.unreadable, "Cannot open \(label): \(reason).")
        }
        var status = stat()
        let succeeded = unsafe fstat(descriptor, &status) == 0
        guard succeeded, status.st_mode & S_IFMT == S_IFREG,
            let byteCount = Int(exactly: status.st_size)
        else {
            _ = close(descriptor)
            throw BundleError(.unreadable, "Expected \(label) to be a regular file.")
        }
        self.descriptor = descriptor
        self.byteCount = byteCount
        self.label = label
    }

    deinit {
        _ = close(descriptor)
    }

    /// Hands over all bytes, in order.
    ///
    /// - Throws: ``BundleError`` with code `.unreadable`, or what `body` throws.
    func read(_ body: (RawSpan) throws -> Void) throws {
        var piece = [UInt8](repeating: 0, count: max(1, min(Self.pieceByteCount, byteCount)))
        while true {
            let count = unsafe piece.withUnsafeMutableBytes { buffer in
                unsafe Self.reading(descriptor, buffer)
            }
            guard count >= 0 else {
                let reason = unsafe String(cString: strerror(errno))
                throw BundleError(.unreadable, "Cannot read \(label): \(reason).")
            }
            guard count > 0 else { return }
            try unsafe piece.withUnsafeBytes { buffer in
                try unsafe body(UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes)
            }
        }
    }

    private static func reading(
        _ descriptor: Int32,
        _ buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        while true {
            #if canImport(Glibc)
                let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #elseif canImport(Musl)
                let count = unsafe Musl.read(descriptor, buffer.baseAddress, buffer.count)
            #else
                let count = unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            if count >= 0 || errno != EINTR { return count }
        }
    }
}
