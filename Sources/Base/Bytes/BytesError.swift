public import FrankenFailures

/// What is wrong with bytes or with what is read from them.
public struct BytesError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// Fewer bytes are left than were asked for.
        case truncated
        /// Bytes remain where the format ends.
        case trailingBytes
        /// A range lies outside the buffer.
        case outOfRange
        /// A delimiter was not found within the limit.
        case delimiterNotFound
        /// Text is not in the format that it should be in.
        case malformed

        public var kind: FailureKind { .badInput }
    }

    public let code: Code
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
