/// Why the parts of a split backbone do not work together.
public struct SplitError: Error, Sendable {
    /// The kind of failure, for code that reacts to it and for tests.
    @nonexhaustive
    public enum Code: String, Sendable {
        /// Encoder, decoder, tail and labels do not fit each other.
        case inconsistent
        /// A request is out of range.
        case invalidRequest
        /// The network gives values that are infinite or not numbers.
        case notFinite
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, and what to do next.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension SplitError: Equatable {
    /// Errors are equal when their codes are; messages are for people.
    public static func == (left: SplitError, right: SplitError) -> Bool {
        left.code == right.code
    }
}

extension SplitError: CustomStringConvertible {
    public var description: String { message }
}
