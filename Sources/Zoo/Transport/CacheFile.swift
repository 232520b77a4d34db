#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The system calls on files of the cache, with our error.
enum CacheFile {
    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws(TransportError) {
        if unsafe mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")),
            slash > path.startIndex
        else { throw failure("make a folder in") }
        try makeFolder(String(path[..<slash]))
        guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw failure("make a folder in")
        }
    }

    /// Bytes of a regular file, or `nil` when there is none.
    static func byteCount(_ path: String) -> Int? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Int(exactly: status.st_size)
    }

    /// Seconds since 1970 when a file or folder was last changed.
    static func modified(_ path: String) -> Int {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return 0 }
        #if canImport(Darwin)
            return status.st_mtimespec.tv_sec
        #else
            return status.st_mtim.tv_sec
        #endif
    }

    /// The names in a folder, sorted; none when there is no folder.
    static func names(_ folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe String(
                    cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self)
                )
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Hands over a file from its beginning in pieces.
    static func read(_ path: String, _ body: (RawSpan) throws -> Void) throws {
        let number = retrying { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
        guard number >= 0 else { throw failure("open a file of") }
        defer { close(number) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = retrying { unsafe systemRead(number, &buffer, buffer.count) }
            guard count >= 0 else { throw failure("read a file of") }
            guard count > 0 else { return }
            let span = buffer.span
            try unsafe body(span.bytes.extracting(first: count))
        }
    }

    private static func systemRead(
        _ number: Int32,
        _ buffer: UnsafeMutableRawPointer,
        _ count: Int
    ) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.read(number, buffer, count)
        #elseif canImport(Musl)
            unsafe Musl.read(number, buffer, count)
        #else
            unsafe Darwin.read(number, buffer, count)
        #endif
    }

    /// Writes all bytes to an open file.
    static func write(_ bytes: RawSpan, to number: Int32) throws(TransportError) {
        var start = 0
        while start < bytes.byteCount {
            let rest = bytes.extracting(droppingFirst: start)
            let count = unsafe rest.withUnsafeBytes { buffer in
                retrying { unsafe systemWrite(number, buffer.baseAddress, buffer.count) }
            }
            guard count > 0 else { throw failure("write a file of") }
            start += count
        }
    }

    /// Closes a file; Linux closes it even when a signal interrupts, so it is never tried again.
    static func close(_ number: Int32) {
        #if canImport(Glibc)
            _ = Glibc.close(number)
        #elseif canImport(Musl)
            _ = Musl.close(number)
        #else
            _ = Darwin.close(number)
        #endif
    }

    private static func systemWrite(
        _ number: Int32,
        _ buffer: UnsafeRawPointer?,
        _ count: Int
    ) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.write(number, buffer, count)
        #elseif canImport(Musl)
            unsafe Musl.write(number, buffer, count)
        #else
            unsafe Darwin.write(number, buffer, count)
        #endif
    }

    /// Flushes a folder, so that the names in it survive a loss of power.
    static func flushFolder(_ path: String) throws(TransportError) {
        let number = retrying { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard number >= 0 else { throw failure("flush a folder of") }
        defer { close(number) }
        guard fsync(number) == 0 else { throw failure("flush a folder of") }
    }

    /// Removes a file.
    static func remove(_ path: String) { _ = unsafe unlink(path) }

    /// Removes a folder of files.
    static func removeFolder(_ path: String) {
        for name in names(path) { _ = unsafe unlink("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }

    /// Calls `body` again for as long as a signal interrupts it.
    static func retrying<Result: SignedInteger>(_ body: () -> Result) -> Result {
        while true {
            let result = body()
            if result != -1 || errno != EINTR { return result }
        }
    }

    /// The error of the system call that just failed.
    static func failure(_ action: String) -> TransportError {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "errno \(number)"
        // A file that is gone was removed by another process, which may have finished the blob.
        return TransportError(
            .notWritten,
            "Cannot \(action) the cache: \(reason). 'zoo env' says where it is; "
                + "'zoo prune --partials' frees space.",
            retryLimit: number == ENOENT ? 1 : 0
        )
    }
}
