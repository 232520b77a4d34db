public import FrankenFailures

/// What went wrong while reading or writing bytes, a file or a mapping.
public struct BytesError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// Fewer bytes are left than were asked for.
        case truncated
        /// Bytes remain where the format ends.
        case trailingBytes
        /// A range lies outside the file or buffer.
        case outOfRange
        /// A delimiter was not found within the limit.
        case delimiterNotFound
        /// The path names nothing.
        case notFound
        /// The path names a directory.
        case isDirectory
        /// The path names a FIFO, socket or device.
        case notRegularFile
        /// The file is larger than the caller allows.
        case tooLarge
        /// Text is not in the format that it should be in.
        case malformed
        /// The operating system refused an operation.
        case system

        public var kind: FailureKind {
            switch self {
            case .notFound, .isDirectory, .notRegularFile: .notFound
            case .tooLarge: .tooLarge
            case .system: .cannotWrite
            default: .badInput
            }
        }
    }

    public let code: Code
    public let message: String
    /// The `errno` behind a failure of the operating system, 0 otherwise.
    public let systemErrorNumber: Int32

    /// Makes an error.
    public init(_ code: Code, _ message: String, systemErrorNumber: Int32 = 0) {
        self.code = code
        self.message = message
        self.systemErrorNumber = systemErrorNumber
    }

    public var kind: FailureKind {
        FailureKind(systemErrorNumber: systemErrorNumber) ?? code.kind
    }
}
