package import FrankenFailures
internal import FrankenFiles

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
        let cause: FilesError

        /// `nil` when the reader has seen enough, as in `zoo list | head -1`.
        package var message: String? { cause.code == .brokenPipe ? nil : cause.message }

        package var kind: FailureKind { cause.kind }
    }

    /// Whether somebody sits before standard input and standard error, and can be asked.
    package static var canAsk: Bool {
        StandardStream.input.isTerminal && StandardStream.error.isTerminal
    }

    /// Whether a line of standard error can be written over: not on a terminal that says it is dumb.
    package static var canOverwrite: Bool {
        guard StandardStream.error.isTerminal, let name = unsafe getenv("TERM") else {
            return false
        }
        return unsafe strcmp(name, "dumb") != 0 && strlen(name) > 0
    }

    /// Writes a result; the standard library's `print` would hide that a disk is full.
    package static func print(_ text: String, terminator: String = "\n") throws(OutputError) {
        try printing { () throws(FilesError) in
            try StandardStream.output.write(text + terminator)
        }
    }

    /// Writes a result as it is: JSON keeps the scalars that stand for bytes which are no UTF-8.
    package static func print(bytes: [UInt8]) throws(OutputError) {
        try printing { () throws(FilesError) in
            try StandardStream.output.write(bytes: bytes.span.bytes)
        }
    }

    /// Writes a line to standard error, where nobody can be told of a failure.
    package static func note(_ line: String) {
        write(line + "\n")
    }

    /// Writes to standard error.
    package static func write(_ text: String) {
        try? StandardStream.error.write(text)
    }

    /// Puts a text in the place of the line that stands there.
    package static func overwrite(_ text: String) {
        write("\r\u{1B}[K" + text)
    }

    private static func printing(
        _ body: () throws(FilesError) -> Void
    ) throws(OutputError) {
        do throws(FilesError) {
            try body()
        } catch {
            throw OutputError(cause: error)
        }
    }
}
