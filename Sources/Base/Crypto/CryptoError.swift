public import FrankenFailures

/// Why a digest, a key or a signature could not be used.
public struct CryptoError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// A text is not a SHA-256 digest.
        case malformedDigest
        /// Bytes are not a key of the kind that was asked for.
        case malformedKey
        /// A cost is beyond what this program spends on one password.
        case costTooHigh
        /// libcrypto refused a call; memory is short.
        case unavailable

        public var kind: FailureKind {
            switch self {
            case .malformedDigest: .usage
            case .malformedKey, .costTooHigh: .badInput
            case .unavailable: .fault
            }
        }
    }

    public let code: Code
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
