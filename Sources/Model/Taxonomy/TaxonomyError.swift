/// What is wrong with a taxonomy, or with a name looked up in one.
///
/// Equality is on ``code``, so tests compare the kind of failure and not its words.
public struct TaxonomyError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    @nonexhaustive
    public enum Code: Sendable, Hashable {
        /// No relative, or no family, has the name; ``TaxonomyError/suggestions`` may help.
        case unknownName
        /// Two entries would answer to one name.
        case duplicateName
        /// A name cannot be typed or printed safely, or is empty or too long.
        case invalidName
        /// A family or branch has nothing in it.
        case emptyGroup
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, next step.
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
        switch suggestions.count {
        case 0: message
        case 1: "\(message) Did you mean \(suggestions[0])?"
        default: "\(message) Did you mean one of \(suggestions.joined(separator: ", "))?"
        }
    }

    /// Equal when the kind agrees.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code
    }
}
