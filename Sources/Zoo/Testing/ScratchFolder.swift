#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A folder for one check; it is removed at the end.
struct ScratchFolder {
    let path: String

    /// Makes a folder in another one; in the system's for temporary files without it.
    init(in folder: String?) throws {
        let parent = folder ?? Self.variable("TMPDIR") ?? "/tmp"
        var template = Array("\(parent)/zoo-conformance-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        let resolved = made ? unsafe realpath(template, nil) : nil
        guard let resolved = unsafe resolved else {
            throw Conformance.Broken(
                "cannot make a folder in '\(parent)': \(unsafe String(cString: strerror(errno)))."
            )
        }
        path = unsafe String(cString: resolved)
        unsafe free(resolved)
    }

    /// Removes the folder with all that is in it; links are not followed.
    func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        guard unsafe unlink(path) != 0 else { return }
        for name in names(in: path) { remove("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }

    private static func names(in path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
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
        return names
    }

    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }
}
