#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Folders and files that a person named.
enum NewFiles {
    /// Makes a folder unless it is there.
    static func makeFolder(_ path: String) throws(ZooError) {
        guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else {
            let reason = unsafe String(cString: strerror(errno))
            throw ZooError(.notWritten, "Cannot make the folder '\(path)': \(reason).")
        }
    }

    /// Whether a path is a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// The path with every link and `..` followed; `nil` when nothing is there.
    static func real(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
