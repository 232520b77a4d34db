#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The calls of the operating system that the store makes, each tried again after a signal, each
/// failure an error that names the path.
enum SystemCall {
    /// Opens a file or folder; never a symbolic link in the last place, never inherited.
    static func open(
        _ path: String,
        _ flags: Int32,
        mode: UInt32 = 0
    ) throws(StoreError) -> Int32 {
        let number = retrying {
            openFile(path, flags | O_CLOEXEC | O_NOFOLLOW, mode_t(mode))
        }
        guard number >= 0 else { throw StoreError(failed: "open", path) }
        return number
    }

    /// Writes all of `bytes`, in as many calls as the system needs.
    static func write(_ bytes: RawSpan, to number: Int32, _ path: String) throws(StoreError) {
        var start = 0
        var hasFallenBack = false
        while start < bytes.byteCount {
            let rest = bytes.extracting(droppingFirst: start)
            let count = unsafe rest.withUnsafeBytes { buffer in
                retrying { unsafe writeFile(number, buffer.baseAddress, buffer.count) }
            }
            // A device may want larger blocks than we know; the page cache takes any.
            if count < 0, errno == EINVAL, setDirect(number, false), !hasFallenBack {
                hasFallenBack = true
                continue
            }
            guard count > 0 else { throw StoreError(failed: "write", path) }
            start += count
        }
    }

    /// Reads what the system gives in one call into `buffer` from `start`; 0 at the file's end.
    static func read(
        into buffer: inout [UInt8],
        from start: Int = 0,
        _ number: Int32,
        _ path: String
    ) throws(StoreError) -> Int {
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            guard start < bytes.count else { return 0 }
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
            return retrying { unsafe readFile(number, rest.baseAddress, rest.count) }
        }
        guard count >= 0 else { throw StoreError(failed: "read", path) }
        return count
    }

    /// Flushes a file or folder to the disk.
    ///
    /// After a failure the system may have dropped the data, so nothing but an interruption is
    /// tried again.
    static func flush(_ number: Int32, _ path: String) throws(StoreError) {
        guard retrying({ flushFile(number) }) == 0 else { throw StoreError(failed: "flush", path) }
    }

    /// Lets writes go around the page cache, or through it again.
    ///
    /// - Returns: Whether the file system can do that.
    @discardableResult
    static func setDirect(_ number: Int32, _ isDirect: Bool) -> Bool {
        #if os(Linux) && arch(x86_64)
            return fcntl(number, F_SETFL, isDirect ? 0o40000 : 0) == 0
        #elseif os(Linux) && arch(arm64)
            return fcntl(number, F_SETFL, isDirect ? 0o200000 : 0) == 0
        #else
            return false
        #endif
    }

    /// Flushes the names in a folder to the disk.
    static func flushFolder(_ path: String) throws(StoreError) {
        // The user may have put the whole store behind a symbolic link; that one is followed.
        let number = retrying { openFile(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0) }
        guard number >= 0 else { throw StoreError(failed: "open", path) }
        defer { _ = closeFile(number) }
        try flush(number, path)
    }

    /// Closes a file that was written.
    ///
    /// Linux closes it even when a signal interrupts.
    static func close(_ number: Int32, _ path: String) throws(StoreError) {
        guard closeFile(number) == 0 || errno == EINTR else {
            throw StoreError(failed: "close", path)
        }
    }

    /// Closes a file that was only read, or is given up.
    static func drop(_ number: Int32) {
        _ = closeFile(number)
    }

    static func setMode(_ number: Int32, _ mode: UInt32, _ path: String) throws(StoreError) {
        guard retrying({ fchmod(number, mode_t(mode)) }) == 0 else {
            throw StoreError(failed: "change the mode of", path)
        }
    }

    /// Moves a file, over whatever has the new name.
    static func rename(_ path: String, _ newPath: String) throws(StoreError) {
        guard retrying({ renameFile(path, newPath) }) == 0 else {
            throw StoreError(failed: "move a file to", newPath)
        }
    }

    /// Removes a file.
    ///
    /// - Returns: Whether it was there.
    @discardableResult
    static func remove(_ path: String) throws(StoreError) -> Bool {
        if retrying({ unsafe unlink(path) }) == 0 { return true }
        guard errno == ENOENT else { throw StoreError(failed: "remove", path) }
        return false
    }

    /// Removes a folder if it is empty; that it is not, or is gone, is no failure.
    static func removeEmptyFolder(_ path: String) {
        _ = unsafe rmdir(path)
    }

    /// Makes a folder; that it is there already is no failure.
    ///
    /// - Returns: Whether it was made now.
    @discardableResult
    static func makeFolder(_ path: String) throws(StoreError) -> Bool {
        if retrying({ unsafe mkdir(path, 0o777) }) == 0 { return true }
        guard errno == EEXIST else { throw StoreError(failed: "make the folder", path) }
        return false
    }

    /// Makes a folder and the folders above it, and flushes each new name.
    static func makeFolders(_ path: String) throws(StoreError) {
        var missing: [String] = []
        var current = path
        while try followedStatus(current) == nil {
            missing.append(current)
            guard let slash = current.utf8.lastIndex(of: UInt8(ascii: "/")),
                slash != current.startIndex
            else { break }
            current = String(current[..<slash])
        }
        for folder in missing.reversed() {
            if try makeFolder(folder) { try flushFolder(parent(of: folder)) }
        }
    }

    /// The folder that a path's last name is in.
    static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// How many bytes a user may still write beside `path`.
    static func freeByteCount(_ path: String) throws(StoreError) -> Int {
        var information = statvfs()
        guard retrying({ unsafe statvfs(path, &information) }) == 0 else {
            throw StoreError(failed: "inspect the device of", path)
        }
        let (bytes, overflow) = Int(clamping: UInt64(information.f_bavail))
            .multipliedReportingOverflow(by: Int(clamping: UInt64(information.f_frsize)))
        return overflow ? .max : bytes
    }

    private static func retrying<Result: SignedInteger>(_ body: () -> Result) -> Result {
        while true {
            let result = body()
            if result != -1 || errno != EINTR { return result }
        }
    }
}

// The members above shadow the functions of the C library that they call.
private func openFile(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    unsafe open(path, flags, mode)
}

private func writeFile(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(number, bytes, count)
}

private func readFile(_ number: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    unsafe read(number, bytes, count)
}

private func flushFile(_ number: Int32) -> Int32 { fsync(number) }

private func closeFile(_ number: Int32) -> Int32 { close(number) }

private func renameFile(_ path: String, _ newPath: String) -> Int32 {
    unsafe rename(path, newPath)
}

extension StoreError {
    /// The error of the system call that just failed.
    ///
    /// - Parameters:
    ///   - action: What was tried, as in "cannot open".
    ///   - path: The file it was tried on.
    init(failed action: String, _ path: String) {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "errno \(number)"
        let (code, advice): (Code, String) =
            switch number {
            case ENOENT, ENOTDIR: (.notFound, "")
            case ENOSPC, EDQUOT:
                (.noSpace, " Make room ('zoo prune' shows what can go), try again.")
            case EACCES, EPERM, EROFS:
                (.notPermitted, " Set ZOO_HOME to a folder of yours, or ask its owner.")
            default: (.system, "")
            }
        self.init(
            code,
            "Cannot \(action) '\(path)': \(reason).\(advice)",
            systemErrorNumber: number
        )
    }
}
