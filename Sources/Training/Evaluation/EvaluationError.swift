/// Why an evaluation cannot be made.
public struct EvaluationError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    @nonexhaustive
    public enum Code: Sendable, Hashable {
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
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, next step.
    public let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }

    /// Equal when the kind agrees.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code
    }
}
