public import FrankenFailures

/// Why the store could not do what was asked.
public struct StoreError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// The environment does not say where the user's files are.
        case noHome
        /// A path of the environment is relative or has a NUL in it.
        case malformedPath
        /// The folder holds something else than a store, or one of a newer layout.
        case notAStore
        /// A name, tag, version or digest is not one.
        case malformedReference
        /// No installed bundle has that name, version or digest.
        case notInstalled
        /// Several installed bundles fit.
        case ambiguous
        /// A blob that the bundle needs is not in the store.
        case missingBlob
        /// A file that the store wrote is not what it should be.
        case malformedReceipt
        /// A file was written by a newer program.
        case unsupportedVersion
        /// The bundle was pinned and stays.
        case pinned
        /// The device has no room for the bytes.
        case noSpace
        /// The store may not be written by this user, or is mounted read-only.
        case notPermitted
        /// A file or folder is not there.
        case notFound
        /// The operating system refused an operation.
        case system

        public var kind: FailureKind {
            switch self {
            case .malformedReference, .ambiguous: .usage
            case .notInstalled, .notFound, .missingBlob: .notFound
            case .noHome, .malformedPath, .notAStore: .badConfiguration
            case .unsupportedVersion: .incompatible
            case .malformedReceipt: .badInput
            case .noSpace: .diskFull
            case .notPermitted, .pinned: .cannotCreate
            case .system: .cannotWrite
            }
        }
    }

    public let code: Code
    public let message: String
    /// Names that were probably meant, the closest first; empty when there are none.
    public let suggestions: [String]
    /// The `errno` behind a failure of the operating system, 0 otherwise.
    public let systemErrorNumber: Int32

    /// Makes an error.
    public init(
        _ code: Code,
        _ message: String,
        suggestions: [String] = [],
        systemErrorNumber: Int32 = 0
    ) {
        self.code = code
        self.message = message
        self.suggestions = suggestions
        self.systemErrorNumber = systemErrorNumber
    }
}
