#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The system calls that publish a folder.
enum FolderCalls {
    /// Whether an error number means that no space is left.
    static func isDiskFull(_ number: Int32) -> Bool { number == ENOSPC || number == EDQUOT }

    /// Makes a folder, unless it is there.
    static func makeFolder(_ path: String) throws(RecipeError) {
        guard unsafe mkdir(path, 0o755) != 0 else { return }
        var status = stat()
        let number = errno
        guard number == EEXIST, unsafe stat(path, &status) == 0,
            status.st_mode & S_IFMT == S_IFDIR
        else {
            errno = number
            throw RecipeError(system: "make the folder", path: path)
        }
    }

    /// Whether anything has this path.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// The names in a folder.
    static func names(in path: String) throws(RecipeError) -> [String] {
        guard let folder = unsafe opendir(path) else {
            throw RecipeError(system: "read the folder", path: path)
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Flushes a folder's list of names to the disk.
    static func flushFolder(_ path: String) throws(RecipeError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw RecipeError(system: "open", path: path) }
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else { throw RecipeError(system: "flush", path: path) }
    }

    /// Gives a folder another name, which nothing has.
    static func rename(_ path: String, to target: String) throws(RecipeError) {
        guard unsafe renameCall(path, target) == 0 else {
            throw RecipeError(system: "rename", path: path)
        }
    }

    /// Removes a folder of files as far as possible; what stays is swept later.
    static func removeFlatFolder(_ path: String) {
        for name in (try? names(in: path)) ?? [] { _ = unsafe unlink("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }

    private static func renameCall(
        _ path: UnsafePointer<CChar>,
        _ target: UnsafePointer<CChar>
    ) -> Int32 {
        #if canImport(Glibc)
            unsafe Glibc.rename(path, target)
        #elseif canImport(Musl)
            unsafe Musl.rename(path, target)
        #else
            unsafe Darwin.rename(path, target)
        #endif
    }
}

extension RecipeError {
    /// The error of the system call that just failed.
    init(system action: String, path: String) {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "errno \(number)"
        self.init(
            FolderCalls.isDiskFull(number) ? .diskFull : .file,
            "Cannot \(action) '\(path)': \(reason)."
        )
    }
}
