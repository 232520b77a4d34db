#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A folder held open, so that the names in it mean the same from first to last.
package struct OpenFolder: ~Copyable {
    /// The folder's path, for messages.
    package let path: String
    private let descriptor: Int32

    /// Opens a folder.
    ///
    /// - Throws: ``FilesError``.
    package init(path: String) throws(FilesError) {
        descriptor = Self.opening(AT_FDCWD, path, O_DIRECTORY)
        self.path = path
        guard descriptor >= 0 else { throw FilesError(failed: "open the folder", path) }
    }

    private init?(_ name: String, of parent: borrowing OpenFolder) {
        descriptor = Self.opening(parent.descriptor, name, O_DIRECTORY | O_NOFOLLOW)
        path = "\(parent.path)/\(name)"
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        if descriptor >= 0 { SystemCall.drop(descriptor) }
    }

    /// A folder in this one; `nil` when it is not there, or only as a link.
    package func folder(_ name: String) -> OpenFolder? {
        OpenFolder(name, of: self)
    }

    /// Opens a file of the folder, without waiting for the writer of a FIFO; no link is followed.
    ///
    /// - Returns: The file; `nil` when nothing has the name.
    /// - Throws: ``FilesError``.
    package func file(_ name: String) throws(FilesError) -> OpenFile? {
        let path = "\(path)/\(name)"
        let number = Self.opening(descriptor, name, O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        guard number >= 0 else {
            if errno == ENOENT { return nil }
            throw FilesError(failed: "open", path)
        }
        return try OpenFile(descriptor: number, path: path)
    }

    private static func opening(_ folder: Int32, _ name: String, _ flags: Int32) -> Int32 {
        unsafe ByteText.withBytes(of: name) { name in
            SystemCall.retrying { unsafe openat(folder, name, O_RDONLY | O_CLOEXEC | flags) }
        }
    }
}
