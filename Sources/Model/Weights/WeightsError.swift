internal import FrankenBytes
public import FrankenFailures

/// Why a checkpoint was refused, what was expected, and what to do next.
public struct WeightsError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
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

        public var kind: FailureKind {
            switch self {
            case .file: .notFound
            case .limitExceeded: .tooLarge
            default: .badInput
            }
        }
    }

    public let code: Code
    public let message: String
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
