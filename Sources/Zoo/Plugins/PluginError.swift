public import FrankenBlueprint

/// Why blueprint files of plugins could not be added or removed.
public struct PluginError: Error, Sendable {
    /// The kind of failure, for code that reacts to it and for tests.
    @nonexhaustive
    public enum Code: String, Sendable {
        /// There is no such file, or no blueprint file in a folder.
        case notFound
        /// The file's name cannot be used.
        case malformedName
        /// Another file of the name was added before.
        case exists
        /// The file is not right, or does not go with those that are there.
        case refused
        /// No file of the name was added.
        case notInstalled
        /// The folder of plugins is not known, or cannot be written.
        case notWritten
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, and what to do next.
    public let message: String
    /// What is wrong with the file, where it is read and refused.
    public let cause: BlueprintError?

    /// Makes an error.
    public init(_ code: Code, _ message: String, cause: BlueprintError? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension PluginError: Equatable {
    /// Errors are equal when their codes are; messages are for people.
    public static func == (left: PluginError, right: PluginError) -> Bool {
        left.code == right.code
    }
}

extension PluginError: CustomStringConvertible {
    public var description: String { message }
}
