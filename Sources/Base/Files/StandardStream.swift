#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The streams that every process begins with.
package enum StandardStream: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    /// Whether a person sits at the other end.
    package var isTerminal: Bool { isatty(rawValue) == 1 }

    /// What it is, for messages.
    package var name: String {
        switch self {
        case .input: "standard input"
        case .output: "standard output"
        case .error: "standard error"
        }
    }

    /// Writes text; what ``ByteText`` wrote for bytes that are no UTF-8 becomes those bytes.
    ///
    /// - Throws: ``FilesError``, with code `.brokenPipe` when the reader is gone.
    package func write(_ text: String) throws(FilesError) {
        try unsafe write(bytes: ByteText.bytes(of: text).span.bytes)
    }

    /// Writes bytes as they are.
    ///
    /// - Throws: ``FilesError``, with code `.brokenPipe` when the reader is gone.
    package func write(bytes: RawSpan) throws(FilesError) {
        do throws(FilesError) {
            try SystemCall.write(bytes, to: rawValue, name)
        } catch {
            throw FilesError(
                error.code,
                path: name,
                "Cannot write to \(name): \(FilesError.reason(error.systemErrorNumber)).",
                systemErrorNumber: error.systemErrorNumber
            )
        }
    }

    /// What is behind it: a file, a pipe, a terminal.
    var status: FileStatus? { try? FileStatus.of(descriptor: rawValue, name) }
}
