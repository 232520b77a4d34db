#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An open descriptor of a regular file.
struct OpenFile {
    let number: Int32
    let byteCount: Int

    /// Opens a regular file for reading, without waiting for the writer of a FIFO.
    init(readingRegularFileAt path: String) throws(BytesError) {
        let number = Self.retrying {
            unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        }
        guard number >= 0 else { throw BytesError(system: "open", path: path) }
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else {
            let error = BytesError(system: "inspect", path: path)
            _ = Self.closing(number)
            throw error
        }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG, let byteCount = Int(exactly: status.st_size) else {
            _ = Self.closing(number)
            guard kind != S_IFDIR else {
                throw BytesError(
                    .isDirectory,
                    "'\(path)' is a directory; give the path of a file in it."
                )
            }
            throw BytesError(
                .notRegularFile,
                "'\(path)' is a pipe, socket or device; copy its content to a file first."
            )
        }
        self.number = number
        self.byteCount = byteCount
    }

    /// Closes the descriptor.
    func close() {
        _ = Self.closing(number)
    }

    /// Calls `body` again for as long as a signal interrupts it.
    static func retrying<Result: SignedInteger>(_ body: () -> Result) -> Result {
        while true {
            let result = body()
            if result != -1 || errno != EINTR { return result }
        }
    }

    /// Writes as much of `bytes` as the system takes in one call; -1 on failure.
    static func writing(_ bytes: RawSpan, to number: Int32) -> Int {
        unsafe bytes.withUnsafeBytes { buffer in
            retrying { unsafe write(number, buffer.baseAddress, buffer.count) }
        }
    }

    /// Closes a descriptor; Linux closes it even when a signal interrupts, so never retry.
    static func closing(_ number: Int32) -> Int32 {
        #if canImport(Glibc)
            Glibc.close(number)
        #elseif canImport(Musl)
            Musl.close(number)
        #else
            Darwin.close(number)
        #endif
    }
}

extension BytesError {
    /// The error of the system call that just failed.
    ///
    /// - Parameters:
    ///   - action: What was tried, as in "cannot open".
    ///   - path: The file it was tried on.
    init(system action: String, path: String) {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "errno \(number)"
        self.init(
            number == ENOENT || number == ENOTDIR ? .notFound : .system,
            "Cannot \(action) '\(path)': \(reason).",
            systemErrorNumber: number
        )
    }
}
