internal import FrankenBytes

/// Why an index could not be read, or why nothing in it answers.
public struct CatalogError: Error, Sendable {
    /// The kind of failure, for code that reacts to it and for tests.
    @nonexhaustive
    public enum Code: String, Sendable {
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
        case unpublished
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, and what to do next.
    public let message: String
    /// Names that do exist, the most likely first.
    public let suggestions: [String]

    /// Makes an error; what could confuse a terminal is taken out of the message.
    public init(_ code: Code, _ message: String, suggestions: [String] = []) {
        self.code = code
        self.message = PrintableText.of(message, keepingLines: true)
        self.suggestions = suggestions
    }

    /// The exit code of a command that fails with this error, see `zoo --help`.
    public var exitCode: Int32 {
        switch code {
        case .malformedIndex, .unsupportedVersion: 65
        case .wrongIndex: 79
        case .unknownName, .unknownVersion, .unpublished: 66
        }
    }
}

extension CatalogError: Equatable {
    /// Errors are equal when their codes are; messages are for people.
    public static func == (left: CatalogError, right: CatalogError) -> Bool {
        left.code == right.code
    }
}

extension CatalogError: CustomStringConvertible {
    /// The message, with the suggestions as a question.
    public var description: String {
        switch suggestions.count {
        case 0: message
        case 1: "\(message) Did you mean \(suggestions[0])?"
        default: "\(message) Did you mean one of \(suggestions.joined(separator: ", "))?"
        }
    }
}
