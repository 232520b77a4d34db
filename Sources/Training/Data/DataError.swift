/// Why labelled images cannot be had.
public struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    @nonexhaustive
    public enum Code: String, Sendable, Hashable {
        /// A file or folder does not exist or cannot be read.
        case unreadable
        /// A folder, archive or selection holds no sample.
        case noSamples
        /// A class is not in the list of classes.
        case unknownClass
        /// The bytes contradict their format.
        case malformed
        /// A data set is larger than the limits allow.
        case limitExceeded
        /// An option makes no sense.
        case invalidOption
        /// Too few samples of a data set can be used.
        case tooManyUnusable
        /// The loader was given up while a batch was underway.
        case canceled
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

    /// Equal when the kind agrees.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}
