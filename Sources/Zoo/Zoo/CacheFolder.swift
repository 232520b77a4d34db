internal import FrankenStore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Folders of the cache.
enum CacheFolder {
    /// Makes a folder in the cache unless it is there.
    static func make(_ directories: ZooDirectories, _ name: String) throws {
        try directories.prepareCache()
        let path = "\(directories.cache)/\(name)"
        guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw ZooError(
                .invalidRequest,
                "Cannot make the folder '\(path)': \(unsafe String(cString: strerror(errno)))."
            )
        }
    }

    /// Removes a file that was used.
    static func remove(_ path: String) {
        _ = unsafe unlink(path)
    }
}
