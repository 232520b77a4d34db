/// Why a backbone or a codec cannot be put together or used.
public struct InferenceError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    @nonexhaustive
    public enum Code: Sendable, Hashable {
        /// A weights file does not fit the backbone.
        case wrongWeights
        /// A label file cannot be read or has another number of classes.
        case wrongLabels
        /// Encoder, decoder, tail and labels do not fit each other.
        case inconsistent
        /// A request is out of range.
        case invalidRequest
        /// The network gives values that are infinite or not numbers.
        case notFinite
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, next step.
    public let message: String
    /// What went wrong below.
    public let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    public var description: String { message }

    /// Equal when the kind agrees.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code
    }
}
