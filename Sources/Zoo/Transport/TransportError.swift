public import FrankenFailures

/// Why something could not be fetched or sent.
///
/// A message names hosts and what was wanted; never a password, a token, a query of a URL (where
/// servers put signatures) or a path inside the cache.
public struct TransportError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// A URL or reference is not one, or not one that is allowed.
        case malformedReference
        /// A setting, a file of credentials or of certificate authorities cannot be used.
        case badConfiguration
        /// The network was needed and is not to be used.
        case offline
        /// The host cannot be reached.
        case unavailable
        /// The server or the line is too slow, busy or broken now; later may do.
        case temporary
        /// The server does not have it.
        case notFound
        /// The server wants credentials, or other ones.
        case unauthorized
        /// The server's certificate is not trusted, or plain HTTP would be needed.
        case untrusted
        /// The server answers something that the protocol does not allow.
        case protocolViolation
        /// The answer is larger than it may be.
        case tooLarge
        /// Content does not have the digest or the size that it should have.
        case wrongDigest
        /// The caller asked to stop.
        case cancelled
        /// A file of the cache cannot be written or read.
        case notWritten

        public var kind: FailureKind {
            switch self {
            case .malformedReference: .usage
            case .notFound: .notFound
            case .offline, .unavailable: .unreachable
            case .notWritten: .cannotCreate
            case .temporary: .busy
            case .protocolViolation, .tooLarge: .protocolViolation
            case .unauthorized, .untrusted: .refused
            case .badConfiguration: .badConfiguration
            case .wrongDigest: .wrongContent
            case .cancelled: .stopped
            }
        }
    }

    public let code: Code
    public let message: String
    /// How often the same request may be made again in the hope of better; 0 when it is hopeless.
    package let retryLimit: Int
    /// Seconds that the server asks to wait before the next attempt.
    package let retryAfter: Double?

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.init(code, message, retryLimit: 0)
    }

    init(_ code: Code, _ message: String, retryLimit: Int, retryAfter: Double? = nil) {
        self.code = code
        self.message = message
        self.retryLimit = retryLimit
        self.retryAfter = retryAfter
    }
}
