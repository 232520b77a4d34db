#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The two streams: results on standard output, everything else on standard error.
enum Terminal {
    /// Standard output is gone or full.
    struct OutputError: Error {
        /// The `errno` of the write.
        let systemErrorNumber: CInt

        /// `nil` when the reader has seen enough, as in `zoo list | head -1`.
        var message: String? {
            guard systemErrorNumber != EPIPE else { return nil }
            return
                "Cannot write to standard output: \(String(cString: strerror(systemErrorNumber)))."
        }
    }

    /// Whether a progress line can be written over.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a result; the standard library's `print` would hide that a disk is full.
    static func print(_ text: String, terminator: String = "\n") throws(OutputError) {
        try write(text + terminator, to: STDOUT_FILENO)
    }

    /// Writes a line to standard error, where nobody can be told of a failure.
    static func note(_ line: String) {
        write(line + "\n")
    }

    /// Writes to standard error.
    static func write(_ text: String) {
        try? write(text, to: STDERR_FILENO)
    }

    private static func write(_ text: String, to descriptor: CInt) throws(OutputError) {
        var text = text
        let failure: CInt = text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let rest = UnsafeRawBufferPointer(
                    rebasing: UnsafeRawBufferPointer(bytes)[written...]
                )
                let count = systemWrite(descriptor, rest)
                if count >= 0 {
                    written += count
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
        guard failure == 0 else { throw OutputError(systemErrorNumber: failure) }
    }

    /// The system call; `write` alone would name a function above.
    private static func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
