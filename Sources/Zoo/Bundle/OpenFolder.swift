#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A folder held open, so that the names in it mean the same from first to last.
struct OpenFolder: ~Copyable {
    /// The folder's path, for messages.
    let path: String
    private let descriptor: Int32

    /// Opens a folder.
    ///
    /// - Throws: ``BundleError`` with code `.unreadable`.
    init(path: String) throws(BundleError) {
        descriptor = Self.opening(AT_FDCWD, path, O_DIRECTORY)
        self.path = path
        guard descriptor >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw BundleError(
                .unreadable,
                "Cannot open the folder \(BundleText.quoted(path)): \(reason)."
            )
        }
    }

    private init?(_ name: String, of parent: borrowing OpenFolder) {
        descriptor = parent.open(name, O_DIRECTORY)
        path = "\(parent.path)/\(name)"
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// A folder in this one; `nil` when it is not there, or only as a link.
    func folder(_ name: String) -> OpenFolder? {
        OpenFolder(name, of: self)
    }

    /// A descriptor of a name in the folder, for reading, or -1; no link is followed.
    func open(_ name: String, _ flags: Int32) -> Int32 {
        Self.opening(descriptor, name, flags | O_NOFOLLOW)
    }

    /// Whether a path names a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func opening(_ folder: Int32, _ name: String, _ flags: Int32) -> Int32 {
        unsafe openat(folder, name, O_RDONLY | O_CLOEXEC | flags)
    }
}
