public import FrankenFailures

/// What is wrong with a taxonomy, or with a name looked up in one.
///
/// Equality is on ``code``, so tests compare the kind of failure and not its words.
public struct TaxonomyError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: FailureCode {
        /// No relative, or no family, has the name; ``TaxonomyError/suggestions`` may help.
        case unknownName
        /// Two entries would answer to one name.
        case duplicateName
        /// A name cannot be typed or printed safely, or is empty or too long.
        case invalidName
        /// A family or branch has nothing in it.
        case emptyGroup

        public var kind: FailureKind {
            switch self {
            case .unknownName: .notFound
            case .duplicateName, .invalidName, .emptyGroup: .badInput
            }
        }
    }

    public let code: Code
    public let message: String
    /// Names that do exist, the most likely first; empty where none is close.
    public let suggestions: [String]

    package init(_ code: Code, _ message: String, suggestions: [String] = []) {
        self.code = code
        self.message = message
        self.suggestions = suggestions
    }

    /// The message, with the suggestions as a question.
    public var description: String {
        Suggestions.question(after: message, suggestions)
    }
}
