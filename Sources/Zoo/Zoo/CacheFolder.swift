internal import FrankenFiles
internal import FrankenStore

/// Folders of the cache.
enum CacheFolder {
    /// Makes a folder in the cache unless it is there.
    ///
    /// - Returns: Its path.
    @discardableResult
    static func make(_ directories: ZooDirectories, _ name: String) throws -> String {
        try directories.prepareCache()
        let path = "\(directories.cache)/\(name)"
        try Folder.make(path, mode: 0o755)
        return path
    }
}
