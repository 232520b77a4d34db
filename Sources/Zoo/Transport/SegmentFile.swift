internal import FrankenCrypto
internal import FrankenFiles

/// A segment on its way to its place.
///
/// Bytes go to the file as they arrive, so that after a kill the next process goes on from them.
final class SegmentFile {
    private let folder: IngestFolder
    private let index: Int
    private let expected: Digest?
    private let path: String
    private var descriptor: Int32
    private let hasher: SHA256Hasher?
    /// Bytes that are in the file.
    private(set) var byteCount = 0

    /// Begins a segment.
    ///
    /// - Parameters:
    ///   - folder: Where it will lie.
    ///   - index: Which one.
    ///   - expected: Its digest, when it is known.
    ///   - resuming: Whether to begin with what an earlier attempt left.
    /// - Throws: ``TransportError`` with code `.notWritten`.
    init(_ folder: IngestFolder, _ index: Int, expected: Digest?, resuming: Bool) throws {
        self.folder = folder
        self.index = index
        self.expected = expected
        hasher = expected == nil ? nil : SHA256Hasher()
        try CacheFile.makeFolder(folder.path)
        let part = resuming ? folder.longestPart(index) : nil
        path = folder.temporaryFile(index)
        let path = path
        descriptor = try CacheFile.mapping { () throws(FilesError) in
            try SystemCall.open(path, for: .creating, mode: 0o644)
        }
        guard let part else { return }
        var left = part.byteCount
        try CacheFile.read(part.file) { piece in
            let count = min(left, piece.byteCount)
            left -= count
            try append(piece.extracting(first: count))
        }
    }

    deinit { close() }

    /// Whether all bytes are here.
    var isComplete: Bool { byteCount == folder.range(index).count }

    /// Adds bytes.
    ///
    /// - Throws: ``TransportError`` with code `.notWritten`, or `.tooLarge` for more than the
    ///   segment has.
    func append(_ bytes: RawSpan) throws {
        guard byteCount + bytes.byteCount <= folder.range(index).count else {
            throw TransportError(.tooLarge, "The server sends more bytes than were asked for.")
        }
        try hasher?.update(bytes)
        try CacheFile.mapping { () throws(FilesError) in
            try SystemCall.write(bytes, to: descriptor, path)
        }
        byteCount += bytes.byteCount
    }

    /// Checks the segment, flushes it to the disk and puts it in its place.
    ///
    /// - Returns: Whether it has its digest; nothing is left of it when not.
    /// - Throws: ``TransportError`` with code `.notWritten`.
    func publish() throws -> Bool {
        guard isComplete, try expected == nil || hasher?.finish() == expected else {
            close()
            folder.removeParts(index, all: true)
            return false
        }
        try CacheFile.mapping { () throws(FilesError) in
            try SystemCall.flush(descriptor, path)
            close()
            do throws(FilesError) {
                try Entry.rename(path, to: folder.file(index))
            } catch {
                // Whoever finished the segment first may have removed this file.
                guard folder.has(index) else { throw error }
            }
            try Folder.flush(folder.path)
        }
        folder.removeParts(index, all: false)
        return true
    }

    /// Stops writing, and leaves what is there for the next attempt.
    func close() {
        guard descriptor >= 0 else { return }
        SystemCall.drop(descriptor)
        descriptor = -1
    }
}
