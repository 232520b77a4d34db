import FrankenFiles

/// The two streams: results on standard output, everything else on standard error.
enum Terminal {
    /// Standard output is gone or full.
    struct OutputError: Error {
        let cause: FilesError

        /// `nil` when the reader has seen enough, as in `zoo list | head -1`.
        var message: String? { cause.code == .brokenPipe ? nil : cause.message }
    }

    /// Whether a progress line can be written over.
    static var isInteractive: Bool { StandardStream.error.isTerminal }

    /// Whether somebody can be asked.
    static var canAsk: Bool { StandardStream.input.isTerminal && isInteractive }

    /// Writes a result; the standard library's `print` would hide that a disk is full.
    static func print(_ text: String, terminator: String = "\n") throws(OutputError) {
        try printing { () throws(FilesError) in
            try StandardStream.output.write(text + terminator)
        }
    }

    /// Writes a result as it is: JSON keeps the scalars that stand for bytes which are no UTF-8.
    static func print(bytes: [UInt8]) throws(OutputError) {
        try printing { () throws(FilesError) in
            try StandardStream.output.write(bytes: bytes.span.bytes)
        }
    }

    /// Writes a line to standard error, where nobody can be told of a failure.
    static func note(_ line: String) {
        write(line + "\n")
    }

    /// Writes to standard error.
    static func write(_ text: String) {
        try? StandardStream.error.write(text)
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
