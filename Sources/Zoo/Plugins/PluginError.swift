public import FrankenFailures

/// Why blueprint files of plugins could not be added or removed.
public struct PluginError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// There is no such file, or no blueprint file in a folder.
        case notFound
        /// The file's name cannot be used.
        case malformedName
        /// Another file of the name was added before.
        case exists
        /// The file is not right, or does not go with those that are there.
        case refused
        /// No file of the name was added.
        case notInstalled
        /// The folder of plugins is not known, or cannot be written.
        case notWritten

        public var kind: FailureKind {
            switch self {
            case .notFound, .notInstalled: .notFound
            case .malformedName: .usage
            case .exists: .exists
            case .notWritten: .cannotCreate
            case .refused: .badInput
            }
        }
    }

    public let code: Code
    public let message: String
    /// What is wrong with the file, where it is read and refused.
    public let cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}
