internal import FrankenBytes
public import FrankenFailures

/// Why an encoder was not made, not read or not used.
///
/// Two errors are equal when their codes are; the message says what was expected, what was found
/// and what to do next.
public struct CodecError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// Sizes that no encoder network has.
        case invalidSizes
        /// The package, or a file of it, is not there or cannot be read.
        case missingFile
        /// A file of the package is larger than such a file can be.
        case tooLarge
        /// A file of the package has another digest than the package says.
        case digestMismatch
        /// A file of the package breaks its format.
        case malformedFile
        /// The package is of another format or version than this build reads.
        case unsupportedFormat
        /// The files of the package do not belong together.
        case inconsistent
        /// The quality asked for is not one that the encoder has.
        case unknownQuality
        /// A number of bytes, a time or a bandwidth that is none.
        case invalidBudget
        /// The stream of an image is longer than allowed at every level that the encoder has.
        case overBudget
        /// There is something at the place where a package shall be written.
        case exists
        /// The package could not be written.
        case notWritten
        /// There are no latents to make tables from, or they are not finite.
        case invalidLatents
        /// An image whose size the encoder does not take.
        case invalidImage

        public var kind: FailureKind {
            switch self {
            case .invalidSizes, .unknownQuality, .invalidBudget: .usage
            case .tooLarge, .overBudget: .tooLarge
            case .missingFile: .notFound
            case .exists: .exists
            case .notWritten: .cannotCreate
            case .digestMismatch, .malformedFile, .unsupportedFormat, .inconsistent,
                .invalidLatents, .invalidImage:
                .badInput
            }
        }
    }

    public let code: Code
    public let message: String

    /// Makes an error; control characters from hostile files are replaced in the message.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = PrintableText.of(message)
    }
}
