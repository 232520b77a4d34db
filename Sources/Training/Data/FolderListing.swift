#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What is in a folder.
enum FolderListing {
    /// Names in a folder, sorted by their bytes, without hidden ones.
    static func names(in path: String) throws(DataError) -> [String] {
        guard let folder = unsafe opendir(path) else {
            let reason = unsafe String(cString: strerror(errno))
            throw DataError(
                .unreadable,
                "Expected a readable folder at '\(path)': \(reason). Check the path."
            )
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        // Swift's own order of strings follows Unicode's tables, which may change.
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a path leads to a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
