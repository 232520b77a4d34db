internal import FrankenBytes

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Small files of keys, policy and state.
enum TrustFile {
    /// A whole small file.
    static func read(_ path: String, limit: Int) throws(TrustError) -> [UInt8] {
        do {
            let file = try MappedFile(path: path)
            guard file.byteCount <= limit else {
                throw BytesError(
                    .tooLarge,
                    "'\(path)' has \(file.byteCount) bytes; at most \(limit) are read."
                )
            }
            return try file.copyBytes(in: 0..<file.byteCount)
        } catch let error as BytesError {
            throw TrustError(error)
        } catch {
            throw TrustError(.system, "\(error)")
        }
    }

    /// Replaces a file, all at once.
    static func replace(
        _ path: String,
        bytes: [UInt8],
        permissions: UInt32 = 0o644
    ) throws(TrustError) {
        do {
            try AtomicFile.write(bytes, to: path, permissions: permissions)
        } catch let error as BytesError {
            throw TrustError(error)
        } catch {
            throw TrustError(.system, "\(error)")
        }
    }

    /// Makes a file that was not there, complete or not at all.
    ///
    /// - Parameters:
    ///   - path: The new file.
    ///   - bytes: Its content.
    ///   - permissions: Who may read and write it.
    ///   - temporaries: A folder on the same device for the file on its way; its own without one.
    /// - Throws: ``TrustError`` with code `.alreadyExists` when another one is there, which may have
    ///   appeared at the same instant; `.system`.
    static func create(
        _ path: String,
        bytes: [UInt8],
        permissions: UInt32 = 0o644,
        through temporaries: String? = nil
    ) throws(TrustError) {
        let name = "\(getpid()).\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let temporary = temporaries.map { "\($0)/\(name)" } ?? "\(path).\(name)"
        try replace(temporary, bytes: bytes, permissions: permissions)
        defer { _ = unsafe unlink(temporary) }
        guard retrying({ unsafe link(temporary, path) }) == 0 else {
            guard errno != EEXIST else {
                throw TrustError(.alreadyExists, "'\(path)' exists; move it away or name another.")
            }
            throw failure("create", path)
        }
        try flushFolder(of: path)
    }

    /// Removes files that a process which was killed left in a folder of files on their way.
    ///
    /// - Parameters:
    ///   - folder: The folder; none is fine.
    ///   - age: The seconds after which nobody is still at work on a file.
    static func sweep(_ folder: String, age: Int = 3600) {
        for name in (try? names(in: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            var status = stat()
            guard unsafe lstat(path, &status) == 0, modificationTime(status) < time(nil) - age
            else { continue }
            _ = unsafe unlink(path)
        }
    }

    private static func modificationTime(_ status: stat) -> time_t {
        #if canImport(Darwin)
            status.st_mtimespec.tv_sec
        #else
            status.st_mtim.tv_sec
        #endif
    }

    private static func retrying(_ body: () -> Int32) -> Int32 {
        while true {
            let result = body()
            if result != -1 || errno != EINTR { return result }
        }
    }

    /// Makes the folder that a path lies in.
    static func createFolders(of path: String) throws(TrustError) {
        if let folder = folder(of: path) { try createFolders(folder) }
    }

    /// Makes a folder and those above it, for its owner only.
    static func createFolders(_ path: String) throws(TrustError) {
        var status = retrying { unsafe mkdir(path, 0o700) }
        if status != 0, errno == ENOENT, let parent = folder(of: path), parent != path {
            try createFolders(parent)
            status = retrying { unsafe mkdir(path, 0o700) }
        }
        guard status == 0 || errno == EEXIST else { throw failure("make the folder", path) }
    }

    /// The names in a folder; none when there is no such folder.
    static func names(in path: String) throws(TrustError) -> [String] {
        let descriptor = retrying { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else {
            if errno == ENOENT { return [] }
            throw failure("read the folder", path)
        }
        guard let folder = unsafe fdopendir(descriptor) else {
            let error = failure("read the folder", path)
            _ = close(descriptor)
            throw error
        }
        defer { _ = unsafe closedir(folder) }
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

    /// Removes a file; one that is gone is fine.
    static func remove(_ path: String) {
        _ = unsafe unlink(path)
    }

    private static func flushFolder(of path: String) throws(TrustError) {
        let folder = folder(of: path) ?? "."
        let descriptor = retrying { unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw failure("flush the folder", folder) }
        defer { _ = close(descriptor) }
        guard retrying({ fsync(descriptor) }) == 0 else {
            throw failure("flush the folder", folder)
        }
    }

    /// The folder that a path lies in; `nil` for a bare name.
    private static func folder(of path: String) -> String? {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func failure(_ action: String, _ path: String) -> TrustError {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "errno \(number)"
        return TrustError(.system, "Cannot \(action) '\(path)': \(reason).")
    }
}
