/// Why a digest, a key or a signature could not be used.
public struct CryptoError: Error, Sendable {
    /// The kind of failure, for code that reacts to it and for tests.
    @nonexhaustive
    public enum Code: String, Sendable {
        /// A text is not a SHA-256 digest.
        case malformedDigest
        /// Bytes are not a key of the kind that was asked for.
        case malformedKey
        /// A cost is beyond what this program spends on one password.
        case costTooHigh
        /// libcrypto refused a call; memory is short.
        case unavailable
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

extension CryptoError: Equatable {
    /// Errors are equal when their codes are; messages are for people.
    public static func == (left: CryptoError, right: CryptoError) -> Bool {
        left.code == right.code
    }
}

extension CryptoError: CustomStringConvertible {
    public var description: String { message }
}
