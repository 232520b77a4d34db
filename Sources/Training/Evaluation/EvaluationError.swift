public import FrankenFailures

/// Why an evaluation cannot be made.
public struct EvaluationError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: FailureCode {
        /// A folder does not exist or cannot be read.
        case unreadableFolder
        /// A folder holds no photo in a labelled sub-folder.
        case noPhotos
        /// A sub-folder's name is no class of the backbone.
        case unknownClass
        /// An image codec or its quality is not one there is.
        case invalidBaseline
        /// A table holds something else than points of a curve.
        case foreignTable
        /// None of the photos could be used.
        case nothingMeasured

        public var kind: FailureKind {
            switch self {
            case .unreadableFolder: .notFound
            default: .badInput
            }
        }
    }

    public let code: Code
    public let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
