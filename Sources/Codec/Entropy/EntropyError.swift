public import FrankenFailures

/// What went wrong while building a prior or a set of integer tables.
///
/// Stream problems are ``BitstreamError``; this one is about the data a model ships with.
/// Two errors are equal when their codes are, so tests compare codes and people read messages.
public struct EntropyError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: FailureCode {
        /// A parameter array of a prior has the wrong length or a value that is not finite.
        case invalidPrior
        /// A probability is negative or not finite, or a distribution sums to nothing.
        case invalidProbabilities
        /// A table breaks one of the rules of ``EntropyTables``.
        case invalidTables
        /// A table blob is cut short, too long, or its fields contradict each other.
        case malformedBlob
        /// A table blob was written by another version of the format.
        case unsupportedVersion
        /// The content of a table blob does not have the digest it carries.
        case digestMismatch
        /// The chosen coder cannot hold a table of this size.
        case unsupportedTables

        public var kind: FailureKind { .badInput }
    }

    public let code: Code
    public let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code): \(message)" }
}
