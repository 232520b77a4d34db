public import FrankenFailures

/// Why an image could not be decoded, resized or prepared.
///
/// Two errors are equal when their codes are equal; the message is for people.
public struct ImageError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: FailureCode {
        /// There are no bytes at all.
        case emptyInput
        /// The bytes are not JPEG, PNG or WebP, or a variant of them that is not decoded.
        case unsupportedFormat
        /// The bytes end before the image does.
        case truncated
        /// The bytes contradict their format.
        case corrupt
        /// The image has more pixels than ``ImageLimits`` allow.
        case tooManyPixels
        /// The file has more bytes than ``ImageLimits`` allow.
        case tooManyBytes
        /// The file asks for more decoding work or memory than ``ImageLimits`` allow.
        case tooMuchWork
        /// The process is out of memory.
        case outOfMemory
        /// The file cannot be opened or read.
        case unreadableFile
        /// A size, box or window is empty, negative or outside of its image.
        case invalidGeometry
        /// A ``Preprocessing`` holds values that no image can be prepared with.
        case invalidPreprocessing

        public var kind: FailureKind {
            switch self {
            case .unreadableFile: .notFound
            case .tooManyPixels, .tooManyBytes, .tooMuchWork: .tooLarge
            case .outOfMemory: .outOfMemory
            default: .badInput
            }
        }
    }

    public let code: Code
    public let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
