/// Why an image could not be decoded, resized or prepared.
///
/// Two errors are equal when their codes are equal; the message is for people.
public struct ImageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: Equatable, Sendable {
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
    }

    /// What went wrong, for programs.
    public let code: Code
    /// What was expected, what was found, and what to do next.
    public let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }

    /// Compares codes only.
    public static func == (left: ImageError, right: ImageError) -> Bool {
        left.code == right.code
    }
}
