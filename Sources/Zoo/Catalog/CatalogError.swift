internal import FrankenBytes
public import FrankenFailures

/// Why an index could not be read, or why nothing in it answers.
public struct CatalogError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// The index is not what it should be.
        case malformedIndex
        /// The index was written for another major version of its schema.
        case unsupportedVersion
        /// The index is another one than was asked for.
        case wrongIndex
        /// Nothing has the name; ``CatalogError/suggestions`` may help.
        case unknownName
        /// The name is known, the version is not.
        case unknownVersion
        /// Nobody has published weights for the name; the message says how to make the bundle.
        case onlyRecipe

        public var kind: FailureKind {
            switch self {
            case .malformedIndex, .unsupportedVersion: .badInput
            case .wrongIndex: .wrongContent
            case .unknownName, .unknownVersion, .onlyRecipe: .notFound
            }
        }
    }

    public let code: Code
    public let message: String
    /// Names that do exist, the most likely first.
    public let suggestions: [String]

    /// Makes an error; what could confuse a terminal is taken out of the message.
    public init(_ code: Code, _ message: String, suggestions: [String] = []) {
        self.code = code
        self.message = PrintableText.of(message, keepingLines: true)
        self.suggestions = suggestions
    }

    /// The message, with the suggestions as a question.
    public var description: String {
        Suggestions.question(after: message, suggestions)
    }
}
