/// Why a bitstream was not written or not read.
///
/// Whatever the bytes are, a decoder answers with one of these and never with a trap. Two errors
/// are equal when their codes are, so tests compare codes and people read messages.
public struct BitstreamError: Error, Equatable, CustomStringConvertible, Sendable {
    /// The kinds of failure; new ones may be added.
    @nonexhaustive
    public enum Code: Sendable {
        /// Fewer bytes than a header, or a payload that ends before the last symbol.
        case truncated
        /// The first bytes are not those of a bitstream.
        case notABitstream
        /// The format version is not one this build reads.
        case unsupportedVersion
        /// The coder id is not one this build knows.
        case unknownCoder
        /// The checksum over header and payload does not match.
        case checksumMismatch
        /// The stream was made by another encoder than the decoder serves.
        case encoderMismatch
        /// The stream was coded with other tables than the decoder holds.
        case tableMismatch
        /// The stream names a rate that the tables do not have.
        case unknownLevel
        /// The latent shape is not one the model can have, or exceeds the configured limit.
        case unsupportedShape
        /// The payload decodes to something no encoder writes.
        case corruptPayload
        /// A symbol lies further from its table than an escape reaches.
        case symbolOutOfRange
        /// The number of symbols handed over is not the number the shape asks for.
        case symbolCountMismatch
    }

    /// The kind of failure.
    public let code: Code
    /// What was expected, what was found, and what to do next.
    public let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code): \(message)" }

    public static func == (left: BitstreamError, right: BitstreamError) -> Bool {
        left.code == right.code
    }
}
