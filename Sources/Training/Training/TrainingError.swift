package import FrankenFailures

/// Why a training cannot begin, go on or be written down.
package struct TrainingError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    package enum Code: String, FailureCode {
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
        /// Fewer latent channels are alive than the recipe asks for.
        case channelsDied
        /// None of the images for evaluation could be read.
        case noImages
        /// What must stay as it is has changed.
        case changed

        package var kind: FailureKind {
            switch self {
            case .invalidOption: .usage
            case .unsupported: .unsupported
            case .exists: .exists
            case .nothingToResume: .notFound
            case .diverged, .channelsDied: .diverged
            case .changed: .fault
            case .inconsistent, .noImages: .badInput
            }
        }
    }

    package let code: Code
    package let message: String

    /// Makes an error.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
