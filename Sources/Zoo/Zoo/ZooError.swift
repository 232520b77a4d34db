public import FrankenFailures

/// Why the zoo could not do what was asked.
public struct ZooError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// No bundle, backbone or file is called so.
        case notFound
        /// The bundle is installed, but a part is missing.
        case incomplete
        /// The bundle is installed, and its weights wait for a person to import them.
        case needsImport
        /// Only a recipe is known: somebody has to make the bundle.
        case recipeOnly
        /// Weights, a decoder or an encoder do not belong together.
        case inconsistent
        /// The folder to pack lacks something.
        case malformedFolder
        /// A lock file is none.
        case malformedLock
        /// The licence is not among those that are allowed.
        case licenseRefused
        /// What the bundle computes is not what it promises.
        case failedSelfTest
        /// A source has something else than what was asked for by digest.
        case changedSource
        /// A file or folder cannot be written.
        case notWritten
        /// A backbone takes more memory than all together may.
        case tooLarge
        /// Backbones in use leave no memory for another one.
        case memoryInUse
        /// An index could not be read, and what was asked for may be in it.
        case unreadableIndex
        /// No index is known to look names up in.
        case noIndex
        /// A request that makes no sense.
        case invalidRequest

        public var kind: FailureKind {
            switch self {
            case .unreadableIndex: .badInput
            case .noIndex: .badConfiguration
            case .notFound, .incomplete, .needsImport, .recipeOnly: .notFound
            case .inconsistent, .malformedFolder, .malformedLock: .badInput
            case .licenseRefused: .refused
            case .failedSelfTest, .changedSource: .wrongContent
            case .notWritten: .cannotCreate
            case .tooLarge: .outOfMemory
            case .memoryInUse: .busy
            case .invalidRequest: .usage
            }
        }
    }

    public let code: Code
    public let message: String

    public let cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// That of the code; of an index, why it could not be read.
    public var kind: FailureKind {
        guard code == .unreadableIndex, let cause else { return code.kind }
        return FailureKind(cause)
    }
}
