#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A folder of blueprint files.
enum PluginFolder {
    static let suffix = ".json"

    /// The names of its blueprint files in order; `nil` where there is no folder.
    ///
    /// Names that begin with a dot belong to editors and to files that are being written.
    static func names(in path: String) -> [String]? {
        guard let folder = unsafe opendir(path) else { return nil }
        defer { _ = unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name.hasSuffix(suffix), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a name is one that every file system and every terminal takes.
    static func isName(_ name: String) -> Bool {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        return allowed && name.hasSuffix(suffix) && !name.hasPrefix(".")
            && (suffix.utf8.count + 1...96).contains(name.utf8.count)
    }

    /// Makes a folder and those above it, unless they are there.
    static func make(_ path: String) throws(PluginError) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard unsafe mkdir(made, 0o777) == 0 || errno == EEXIST else {
                throw PluginError(.notWritten, "Cannot make the folder '\(made)': \(reason).")
            }
        }
    }

    /// Removes a file.
    static func remove(_ path: String) throws(PluginError) {
        guard unsafe unlink(path) == 0 else {
            throw PluginError(.notWritten, "Cannot remove '\(path)': \(reason).")
        }
    }

    private static var reason: String { unsafe String(cString: strerror(errno)) }
}
