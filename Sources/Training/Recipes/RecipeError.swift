/// Why a recipe, a checkpoint or a log cannot be used.
public struct RecipeError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    @nonexhaustive
    public enum Code: String, Sendable, Hashable {
        /// A recipe cannot be read, or says what makes no sense.
        case invalidRecipe
        /// A file or folder cannot be read or written.
        case file
        /// The disk is full, or a quota is used up.
        case diskFull
        /// Another process is writing checkpoints to the same folder.
        case busy
        /// A checkpoint's files are not what its manifest says.
        case damaged
        /// A checkpoint was made by another recipe.
        case otherRecipe
        /// A checkpoint or log is of a version that this build does not read.
        case unsupportedVersion
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, next step.
    public let message: String
    /// What went wrong below, if anything.
    public let cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    public var description: String { message }
}

extension RecipeError: Equatable {
    /// Equal when the kind agrees.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}
