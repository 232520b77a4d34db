public import FrankenFailures

/// Why labelled images cannot be had.
public struct DataError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
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

        public var kind: FailureKind {
            switch self {
            case .unreadable: .notFound
            case .limitExceeded: .tooLarge
            case .invalidOption: .usage
            case .canceled: .stopped
            default: .badInput
            }
        }
    }

    public let code: Code
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
