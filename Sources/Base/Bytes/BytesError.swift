/// What went wrong while reading or writing bytes, a file or a mapping.
public struct BytesError: Error, Sendable {
    /// The kind of failure, for code that reacts to it and for tests.
    @nonexhaustive
    public enum Code: String, Sendable {
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
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, and what to do next.
    public let message: String
    /// The `errno` behind a failure of the operating system, 0 otherwise.
    public let systemErrorNumber: Int32

    /// Makes an error.
    public init(_ code: Code, _ message: String, systemErrorNumber: Int32 = 0) {
        self.code = code
        self.message = message
        self.systemErrorNumber = systemErrorNumber
    }
}

extension BytesError: Equatable {
    /// Errors are equal when their codes are; messages are for people.
    public static func == (left: BytesError, right: BytesError) -> Bool {
        left.code == right.code
    }
}

extension BytesError: CustomStringConvertible {
    public var description: String { message }
}
