internal import FrankenBytes
internal import FrankenCrypto
public import FrankenFailures
internal import FrankenFiles

/// Why a key, a signature, a policy or a bundle is not trusted.
public struct TrustError: CodedError, Hashable {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// A key file or the text of a key is not one.
        case malformedKey
        /// A signature file is not one.
        case malformedSignature
        /// A name, version, pattern, time or statement is not one.
        case malformedText
        /// `trust.json` is not what it should be.
        case malformedPolicy
        /// What was remembered about a name is damaged.
        case malformedState
        /// A document was written for another major version of its schema.
        case unsupportedVersion
        /// The password does not open the secret key, or none was given.
        case wrongPassword
        /// A signature does not fit the bytes and the key.
        case invalidSignature
        /// A signature is right and speaks about another name, version or content.
        case wrongSubject
        /// A signature was made by another key than the one at hand.
        case unknownKey
        /// There is no signature where one is needed.
        case unsigned
        /// The signer is not among those whom the policy names.
        case keyNotAllowed
        /// The name was signed by another key before.
        case changedKey
        /// A newer version of the name was seen before.
        case olderVersion
        /// The signature is from the future, by this machine's clock.
        case signedInFuture
        /// A signed document is past the time until which it is valid.
        case expired
        /// A licence is not among those that the policy allows.
        case licenseNotAllowed
        /// A file is not there.
        case notFound
        /// A file is there already and would be lost.
        case alreadyExists
        /// The disk, or the user's share of it, is full.
        case noSpace
        /// The user may not read or write a file.
        case notPermitted
        /// The operating system refused an operation.
        case system

        public var kind: FailureKind {
            switch self {
            case .malformedKey, .malformedText, .unsupportedVersion: .badInput
            case .malformedSignature, .invalidSignature, .wrongSubject: .wrongContent
            case .malformedPolicy: .badConfiguration
            case .malformedState, .system: .cannotWrite
            case .notFound: .notFound
            case .alreadyExists: .exists
            case .noSpace: .diskFull
            case .notPermitted: .cannotCreate
            default: .refused
            }
        }
    }

    public let code: Code
    public let message: String

    /// Makes an error; what could confuse a terminal is taken out of the message.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = PrintableText.of(message, keepingLines: true)
    }

    /// The error of a file that could not be read or written.
    init(_ error: FilesError) {
        let code: Code =
            switch error.code {
            case .exists: .alreadyExists
            case .noSpace: .noSpace
            case .notPermitted: .notPermitted
            default: error.isMissing ? .notFound : .system
            }
        self.init(code, error.message)
    }

    /// Runs `body` and turns an error of libcrypto into one of this module.
    static func crypto<Value>(
        _ body: () throws(CryptoError) -> Value
    ) throws(TrustError) -> Value {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw TrustError(error.code == .costTooHigh ? .malformedKey : .system, error.message)
        }
    }

    /// Hashes what makes errors equal.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
    }
}
