#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What the system says about a file without opening it.
struct FileStatus: Sendable {
    /// The kinds that the store tells apart.
    enum Kind { case file, folder, other }

    let kind: Kind
    let byteCount: Int
    /// The permission bits.
    let mode: UInt32
    let inode: UInt64
    /// When the content last changed, in nanoseconds since 1970.
    let modified: Int64

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        byteCount = Int(status.st_size)
        mode = UInt32(status.st_mode & 0o7777)
        inode = UInt64(status.st_ino)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}

extension SystemCall {
    /// What is at a path, `nil` when nothing is; a symbolic link counts as itself.
    static func status(_ path: String) throws(StoreError) -> FileStatus? {
        var status = stat()
        if unsafe lstat(path, &status) == 0 { return FileStatus(status) }
        guard errno == ENOENT || errno == ENOTDIR else { throw StoreError(failed: "inspect", path) }
        return nil
    }

    /// What is at a path, or where a symbolic link at it leads.
    static func followedStatus(_ path: String) throws(StoreError) -> FileStatus? {
        var status = stat()
        if unsafe stat(path, &status) == 0 { return FileStatus(status) }
        guard errno == ENOENT || errno == ENOTDIR else { throw StoreError(failed: "inspect", path) }
        return nil
    }

    /// The whole content of a small regular file, or `nil` when there is none.
    ///
    /// - Throws: ``StoreError`` with code `.malformedReceipt` when it is no regular file or longer
    ///   than `limit` bytes.
    static func bytes(of path: String, limit: Int) throws(StoreError) -> [UInt8]? {
        let number: Int32
        do throws(StoreError) {
            number = try open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
        defer { drop(number) }
        var information = stat()
        guard unsafe fstat(number, &information) == 0 else {
            throw StoreError(failed: "inspect", path)
        }
        let status = FileStatus(information)
        guard status.kind == .file, status.byteCount <= limit else {
            throw StoreError(
                .malformedReceipt,
                "Expected a file of at most \(limit) bytes at '\(path)', found another kind of "
                    + "file or \(status.byteCount) bytes. Move it out of the store."
            )
        }
        var bytes = [UInt8](repeating: 0, count: status.byteCount)
        var end = 0
        while end < bytes.count {
            let count = try read(into: &bytes, from: end, number, path)
            guard count > 0 else { break }
            end += count
        }
        bytes.removeLast(bytes.count - end)
        return bytes
    }

    /// The names in a folder but `.` and `..`, in no order; none when there is no such folder.
    static func names(in path: String) throws(StoreError) -> [String] {
        var opened = unsafe opendir(path)
        while unsafe opened == nil, errno == EINTR { unsafe opened = opendir(path) }
        guard let stream = unsafe opened else {
            if errno == ENOENT { return [] }
            throw StoreError(failed: "list", path)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno == EINTR { continue }
                if errno != 0 { throw StoreError(failed: "list", path) }
                return names
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                let start = unsafe UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self)
                return unsafe String(cString: start)
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }
}
