#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The calls of the operating system on open files, each tried again after a signal, each failure
/// an error that names the path.
package enum SystemCall {
    /// What a file is opened for.
    package enum Purpose: Sendable {
        /// To read, without waiting for the other end of a FIFO.
        case reading
        /// To write a file that is not there yet.
        case creating
        /// To write to the end of a file that is not there yet.
        case creatingLog
        /// To write to the end of a file that is there.
        case appending
        /// To write into what is there and keep it: a device or FIFO.
        case overwriting
        /// To lock; the file is made when it is not there.
        case locking

        fileprivate var flags: Int32 {
            switch self {
            case .reading: O_RDONLY | O_NONBLOCK | O_NOCTTY
            case .creating: O_WRONLY | O_CREAT | O_EXCL
            case .creatingLog: O_WRONLY | O_CREAT | O_EXCL | O_APPEND
            case .appending: O_WRONLY | O_APPEND
            case .overwriting: O_WRONLY | O_NOCTTY
            case .locking: O_RDWR | O_CREAT
            }
        }
    }

    /// Opens a file; never inherited by another program.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - purpose: What for.
    ///   - mode: Who may read and write a new file; the process's mask takes some away.
    ///   - followsLinks: Whether a symbolic link in the last place is followed.
    /// - Returns: The descriptor.
    /// - Throws: ``FilesError`` of the system call.
    package static func open(
        _ path: String,
        for purpose: Purpose,
        mode: UInt32 = 0,
        followsLinks: Bool = false
    ) throws(FilesError) -> Int32 {
        let flags = purpose.flags | O_CLOEXEC | (followsLinks ? 0 : O_NOFOLLOW)
        let number = unsafe ByteText.withBytes(of: path) { path in
            retrying { unsafe openFile(path, flags, mode_t(mode)) }
        }
        guard number >= 0 else { throw FilesError(failed: "open", path) }
        return number
    }

    /// Writes all of `bytes`, in as many calls as the system needs.
    package static func write(
        _ bytes: RawSpan,
        to number: Int32,
        _ path: String
    ) throws(FilesError) {
        var start = 0
        var hasFallenBack = false
        while start < bytes.byteCount {
            let rest = bytes.extracting(droppingFirst: start)
            let count = unsafe rest.withUnsafeBytes { buffer in
                retrying { unsafe writeFile(number, buffer.baseAddress, buffer.count) }
            }
            // A device may want larger blocks than we know; the page cache takes any.
            if count < 0, errno == EINVAL, !hasFallenBack, setDirect(number, false) {
                hasFallenBack = true
                continue
            }
            guard count > 0 else { throw FilesError(failed: "write", path) }
            start += count
        }
    }

    /// Reads what the system gives in one call into `buffer` from `start`; 0 at the file's end.
    package static func read(
        into buffer: inout [UInt8],
        from start: Int = 0,
        _ number: Int32,
        _ path: String
    ) throws(FilesError) -> Int {
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            guard start < bytes.count else { return 0 }
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
            return retrying { unsafe readFile(number, rest.baseAddress, rest.count) }
        }
        guard count >= 0 else { throw FilesError(failed: "read", path) }
        return count
    }

    /// Flushes a file or folder to the disk.
    ///
    /// After a failure the system may have dropped the data, so nothing but an interruption is
    /// tried again.
    package static func flush(_ number: Int32, _ path: String) throws(FilesError) {
        guard retrying({ fsync(number) }) == 0 else { throw FilesError(failed: "flush", path) }
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

    /// Closes a file that was written.
    ///
    /// Linux closes it even when a signal interrupts, so it is never tried again.
    package static func close(_ number: Int32, _ path: String) throws(FilesError) {
        guard closeFile(number) == 0 || errno == EINTR else {
            throw FilesError(failed: "close", path)
        }
    }

    /// Closes a file that was only read, or is given up.
    package static func drop(_ number: Int32) {
        _ = closeFile(number)
    }

    static func setMode(_ number: Int32, _ mode: UInt32, _ path: String) throws(FilesError) {
        guard retrying({ fchmod(number, mode_t(mode)) }) == 0 else {
            throw FilesError(failed: "change the mode of", path)
        }
    }

    /// Calls `body` again for as long as a signal interrupts it.
    static func retrying<Result: SignedInteger>(_ body: () -> Result) -> Result {
        while true {
            let result = body()
            if result != -1 || errno != EINTR { return result }
        }
    }
}

// The members above shadow the functions of the C library that they call.
private func openFile(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
    unsafe open(path, flags, mode)
}

private func writeFile(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(number, bytes, count)
}

private func readFile(_ number: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    unsafe read(number, bytes, count)
}

private func closeFile(_ number: Int32) -> Int32 { close(number) }
