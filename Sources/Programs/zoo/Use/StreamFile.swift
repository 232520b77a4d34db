import FrankenBytes
import FrankenCommands
import FrankenEntropy
import FrankenFailures
import FrankenFiles

/// A bitstream's file.
enum StreamFile {
    /// The largest stream there can be is far below: 1024 x 1024 symbols of 4096 channels compress.
    private static let byteLimit = 256 << 20

    static func read(_ path: String) throws -> [UInt8] {
        let file = try MappedFile(path: path)
        guard file.byteCount <= byteLimit else {
            throw Failure(
                "'\(path)' has \(file.byteCount) bytes; a bitstream has at most \(byteLimit).",
                .badInput
            )
        }
        return try file.copyBytes(in: 0..<file.byteCount)
    }

    /// An error of the stream, with its file.
    static func failure(_ path: String, _ error: BitstreamError) -> Failure {
        Failure("\(path): \(error.message)", .badInput)
    }
}
