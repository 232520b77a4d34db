#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What is in a folder.
enum FolderNames {
    /// The names of its entries in the order of their bytes, `.` and `..` left out.
    static func list(_ path: String) throws(ZooError) -> [String] {
        guard let folder = unsafe opendir(path) else {
            throw ZooError(
                .notFound,
                "Cannot open the folder '\(path)': \(unsafe String(cString: strerror(errno)))."
            )
        }
        defer { _ = unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
