public import FrankenFailures

/// Why a training cannot begin, go on or be written down.
public struct TrainerError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// An option makes no sense.
        case invalidOption
        /// A recipe asks for something that this build does not do.
        case unsupported
        /// Recipe, backbone, encoder or data do not fit each other.
        case inconsistent
        /// The output folder holds a training already.
        case exists
        /// There is nothing to go on from.
        case nothingToResume
        /// The loss is no longer a number; the last checkpoint is good.
        case diverged
        /// None of the images for evaluation could be read.
        case noImages
        /// What must stay as it is has changed.
        case changed

        public var kind: FailureKind {
            switch self {
            case .invalidOption: .usage
            case .unsupported: .unsupported
            case .exists: .exists
            case .nothingToResume: .notFound
            case .diverged: .diverged
            case .changed: .fault
            case .inconsistent, .noImages: .badInput
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
