package import FrankenFailures

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The two streams: results on standard output, everything else on standard error.
package enum Terminal {
    /// Standard output is gone or full.
    package struct OutputError: Error {
        /// The `errno` of the write.
        let systemErrorNumber: CInt

        /// `nil` when the reader has seen enough, as in `zoo list | head -1`.
        package var message: String? {
            guard systemErrorNumber != EPIPE else { return nil }
            let reason = unsafe String(cString: strerror(systemErrorNumber))
            return "Cannot write to standard output: \(reason)."
        }

        package var kind: FailureKind {
            FailureKind(systemErrorNumber: systemErrorNumber) ?? .cannotWrite
        }
    }

    /// Whether somebody sits before standard input and standard error, and can be asked.
    package static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Whether a line of standard error can be written over: not on a terminal that says it is dumb.
    package static var canOverwrite: Bool {
        guard isatty(STDERR_FILENO) == 1, let name = unsafe getenv("TERM") else { return false }
        return unsafe strcmp(name, "dumb") != 0 && strlen(name) > 0
    }

    /// Writes a result; the standard library's `print` would hide that a disk is full.
    package static func print(_ text: String, terminator: String = "\n") throws(OutputError) {
        try write(text + terminator, to: STDOUT_FILENO)
    }

    /// Writes a line to standard error, where nobody can be told of a failure.
    package static func note(_ line: String) {
        write(line + "\n")
    }

    /// Writes to standard error.
    package static func write(_ text: String) {
        try? write(text, to: STDERR_FILENO)
    }

    /// Puts a text in the place of the line that stands there.
    package static func overwrite(_ text: String) {
        write("\r\u{1B}[K" + text)
    }

    private static func write(_ text: String, to descriptor: CInt) throws(OutputError) {
        var text = text
        let failure: CInt = text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(
                    rebasing: UnsafeRawBufferPointer(bytes)[written...]
                )
                let count = unsafe systemWrite(descriptor, rest)
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
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            unsafe Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
