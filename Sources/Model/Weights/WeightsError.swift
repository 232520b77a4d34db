internal import FrankenBytes

/// Why a checkpoint was refused, what was expected, and what to do next.
public struct WeightsError: Error, Sendable {
    /// The kind of failure, for code that reacts to it and for tests.
    @nonexhaustive
    public enum Code: String, Sendable {
        /// The file cannot be opened, mapped, read or written.
        case file
        /// The file is of a format this library does not read.
        case unsupportedFormat
        /// The file ends before its content does.
        case truncated
        /// The safetensors header breaks the format.
        case invalidHeader
        /// The zip container breaks the format or holds something unexpected.
        case invalidArchive
        /// The pickle breaks the format or a rule of ours.
        case invalidPickle
        /// The pickle names a function or class that is not on the allow-list.
        case forbiddenGlobal
        /// A tensor's geometry does not fit its data.
        case invalidTensor
        /// Data differs from its checksum or holds impossible values.
        case corruptData
        /// A size limit was exceeded.
        case limitExceeded
        /// No tensor has this name.
        case unknownTensor
        /// The checkpoint holds no tensors where they were looked for.
        case noTensors
        /// Two tensors have, or would get, the same name.
        case duplicateName
        /// A scalar type cannot be converted as asked.
        case unsupportedScalarType
        /// Tensors are missing, surplus or of another shape than the model needs.
        case mismatch
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, and what to do next.
    public let message: String
    /// The error underneath, when another module found it.
    public let cause: (any Error)?
    /// The full lists behind an error with code `.mismatch`.
    public let mismatch: TensorMismatch?

    /// Makes an error.
    public init(
        _ code: Code,
        _ message: String,
        cause: (any Error)? = nil,
        mismatch: TensorMismatch? = nil
    ) {
        self.code = code
        self.message = PrintableText.of(message, keepingLines: mismatch != nil)
        self.cause = cause
        self.mismatch = mismatch
    }
}

extension WeightsError: Equatable {
    /// Errors are equal when their codes are; messages are for people.
    public static func == (left: WeightsError, right: WeightsError) -> Bool {
        left.code == right.code
    }
}

extension WeightsError: CustomStringConvertible {
    public var description: String { message }
}
