internal import FrankenBytes
internal import FrankenFiles

/// A log of one JSON object per line, to which lines are only ever added.
///
/// A line is handed to the system in one piece, so that a reader, or a crash, sees whole lines
/// except for the last. Not for several threads at once.
package final class TrainingLog {
    private static let byteLimit = 1 << 30

    /// Where the log is.
    package let path: String
    private let descriptor: Int32

    /// Opens a log for more lines.
    ///
    /// - Parameters:
    ///   - path: The file; it is made when it is not there.
    ///   - step: The step of the checkpoint that a training goes on from: later lines, which are
    ///     about to be written again, are removed. Zero begins anew.
    /// - Throws: ``RecipeError`` with code `.file` or `.diskFull`.
    package init(path: String, resumingAt step: Int = 0) throws(RecipeError) {
        self.path = path
        do {
            let kept = step > 0 ? try Self.records(of: path).filter { $0.step <= step } : []
            var bytes: [UInt8] = []
            for record in kept { bytes += try Self.line(record) }
            try OutputTarget(path: path).write(bytes)
        } catch {
            throw error as? RecipeError ?? (error as? FilesError).map(RecipeError.init)
                ?? RecipeError(.file, "Cannot begin the log: \(error)", cause: error)
        }
        descriptor = try RecipeError.mapping { () throws(FilesError) in
            try SystemCall.open(path, for: .appending, followsLinks: true)
        }
    }

    deinit { SystemCall.drop(descriptor) }

    /// Adds a line.
    ///
    /// - Throws: ``RecipeError`` with code `.file` or `.diskFull`.
    package func append(_ record: LogRecord) throws(RecipeError) {
        let line = try Self.line(record)
        try RecipeError.mapping { () throws(FilesError) in
            try unsafe SystemCall.write(line.span.bytes, to: descriptor, path)
        }
    }

    /// The lines of a log, in order.
    ///
    /// A last line without its end, as a crash leaves it, is passed over.
    ///
    /// - Parameter path: The file; none is an empty log.
    /// - Returns: The lines.
    /// - Throws: ``RecipeError`` with code `.file` or `.damaged`, with the number of the line.
    package static func records(of path: String) throws(RecipeError) -> [LogRecord] {
        let bytes: [UInt8]
        do {
            let file = try MappedFile(path: path)
            bytes = try file.copyBytes(in: 0..<min(file.byteCount, byteLimit))
        } catch let error as FilesError where error.isMissing {
            return []
        } catch {
            throw RecipeError(.file, "\(error)", cause: error)
        }
        let end = bytes.lastIndex(of: UInt8(ascii: "\n")) ?? 0
        var records: [LogRecord] = []
        for line in bytes[..<end].split(separator: UInt8(ascii: "\n")) {
            do throws(JSONError) {
                records.append(try StrictJSONDecoder().decode(LogRecord.self, from: Array(line)))
            } catch {
                throw RecipeError(
                    .damaged,
                    "'\(path)', line \(records.count + 1): \(error)",
                    cause: error
                )
            }
        }
        return records
    }

    private static func line(_ record: LogRecord) throws(RecipeError) -> [UInt8] {
        do {
            return try StableJSONEncoder(.compact).encode(record) + [UInt8(ascii: "\n")]
        } catch {
            throw RecipeError(.file, "Cannot write a line of the log: \(error)", cause: error)
        }
    }
}
