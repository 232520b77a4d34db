public import FrankenFailures

/// Why a backbone or a codec cannot be put together or used.
public struct InferenceError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: FailureCode {
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

        public var kind: FailureKind {
            switch self {
            case .invalidRequest: .usage
            case .wrongWeights, .wrongLabels, .inconsistent, .notFinite: .badInput
            }
        }
    }

    public let code: Code
    public let message: String
    public let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}
