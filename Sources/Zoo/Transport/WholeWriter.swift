internal import FrankenBundle

/// Cuts a blob that arrives from its beginning into segments, and passes over those that are here.
final class WholeWriter {
    private let download: BlobDownload
    private let folder: IngestFolder
    private var index = 0
    private var file: SegmentFile?
    /// Bytes that came.
    private(set) var byteCount = 0

    init(_ download: BlobDownload) {
        self.download = download
        folder = download.folder
    }

    /// Adds bytes.
    ///
    /// - Throws: ``TransportError``.
    func append(_ bytes: RawSpan) throws {
        var start = 0
        while start < bytes.byteCount {
            guard index < folder.count else {
                throw TransportError(.tooLarge, "The server sends more bytes than the blob has.")
            }
            let range = folder.range(index)
            if byteCount == range.lowerBound, !folder.has(index) {
                let digest = download.request.segments?.digests[index]
                file = try SegmentFile(folder, index, expected: digest, resuming: false)
            }
            let count = min(bytes.byteCount - start, range.upperBound - byteCount)
            try file?.append(bytes.extracting(start..<(start + count)))
            start += count
            byteCount += count
            if byteCount == range.upperBound { try endSegment() }
        }
        download.noteWhole(byteCount)
    }

    private func endSegment() throws {
        if let file {
            guard try file.publish() else {
                throw TransportError.wrong(
                    download.name,
                    at: "the server",
                    "segment \(index) has another digest"
                )
            }
        }
        file = nil
        index += 1
    }
}
