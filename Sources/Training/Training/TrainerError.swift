/// Why a training cannot begin, go on or be written down.
public struct TrainerError: Error, CustomStringConvertible {
    /// The kinds of failure.
    @nonexhaustive
    public enum Code: String, Sendable, Hashable {
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
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, next step.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

extension TrainerError: Equatable {
    /// Equal when the kind agrees.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}
