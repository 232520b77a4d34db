internal import FrankenBundle
internal import FrankenCrypto

/// Fetches one segment from one source, or the whole when the source does not serve ranges.
final class SegmentFetch {
    /// Times that a segment with a wrong digest is fetched.
    private static let mismatchLimit = 3
    /// Times that other processes may remove what was fetched.
    private static let lossLimit = 4

    /// What servers say that have a blob and give no part of it; the whole is asked for then.
    private static let refusals = [400, 403, 405, 406, 416, 501]

    private enum Outcome {
        case complete
        case broken
        case refused
    }

    private let download: BlobDownload
    private let index: Int
    private let source: any BlobSource
    private let folder: IngestFolder
    private let byteCount: Int
    /// Whether this thread is the one that gets the whole.
    private var hasWhole = false

    init(_ download: BlobDownload, _ index: Int, _ source: any BlobSource) {
        self.download = download
        self.index = index
        self.source = source
        folder = download.folder
        byteCount = download.request.descriptor.size
    }

    /// Fetches until the segment lies in its place.
    ///
    /// - Throws: ``TransportError``, or ``SupersededError`` when another thread gets the whole.
    func run() throws {
        var resuming = true
        var mismatches = 0
        var losses = 0
        while !folder.has(index) {
            guard !hasWhole else { return try whole() }
            try download.checkIsWanted()
            do {
                switch try attempt(resuming) {
                case .complete: return
                case .broken:
                    resuming = false
                    mismatches += 1
                    guard mismatches < Self.mismatchLimit else {
                        throw wrong("segment \(index) has another digest")
                    }
                case .refused: try enterWhole()
                }
            } catch let error as TransportError where error.code == .notWritten {
                // Whoever finishes the blob first removes the segments of all.
                guard !download.isPresent else { return }
                losses += 1
                guard error.retryLimit > 0, losses <= Self.lossLimit else { throw error }
            } catch let error as TransportError {
                try download.budget.pause(after: error, download.cancellation)
            }
        }
    }

    private func attempt(_ resuming: Bool) throws -> Outcome {
        let file = try SegmentFile(
            folder,
            index,
            expected: download.request.segments?.digests[index],
            resuming: resuming
        )
        guard !file.isComplete else { return try file.publish() ? .complete : .broken }
        let range = folder.range(index)
        let wanted = (range.lowerBound + file.byteCount)..<range.upperBound
        let tag = folder.validator(source.name)
        var headers = HTTPHeaders([
            ("Range", "bytes=\(wanted.lowerBound)-\(wanted.upperBound - 1)")
        ])
        headers["If-Range"] = tag
        var writer: WholeWriter?
        let response = try source.get(
            headers,
            limit: byteCount,
            cancellation: download.cancellation,
            accept: { response in
                if response.status == 206 {
                    try check(response, wanted, tag)
                } else {
                    try enterWhole()
                    file.close()
                    writer = try wholeWriter(response, tag)
                }
            },
            receive: { piece in
                if let writer {
                    try writer.append(piece)
                } else {
                    try download.checkIsWanted()
                    try file.append(piece)
                    download.note(index, file.byteCount)
                }
                try download.limiter.pass(piece.byteCount, download.cancellation)
            }
        )
        if let writer { return try finish(writer) }
        if Self.refusals.contains(response.status) { return .refused }
        guard response.status == 206 else { throw TransportError.status(response, download.name) }
        guard file.isComplete else { throw wrong("a range ends early") }
        return try file.publish() ? .complete : .broken
    }

    private func check(_ response: HTTPResponse, _ wanted: Range<Int>, _ tag: String?) throws {
        let given = response.headers["Content-Range"].flatMap(ContentRange.init)
        guard let given, given.range == wanted,
            response.contentLength ?? wanted.count == wanted.count
        else {
            throw TransportError(
                .protocolViolation,
                "\(source.name) was asked for the bytes \(wanted.lowerBound) to "
                    + "\(wanted.upperBound - 1) and sends others. Ask whoever runs the server."
            )
        }
        guard given.total == byteCount else { throw wrong("it has \(given.total) bytes") }
        if let tag {
            guard response.strongTag ?? tag == tag else {
                folder.remove()
                throw TransportError(
                    .temporary,
                    "\(download.name) was changed at \(source.name) while it was downloaded. "
                        + "Run the command again.",
                    retryLimit: .max
                )
            }
        } else if let tag = response.strongTag {
            folder.setValidator(tag, source.name)
        }
    }

    // MARK: The whole

    private func enterWhole() throws(SupersededError) {
        guard download.enterWhole() else { throw SupersededError() }
        hasWhole = true
    }

    private func wholeWriter(_ response: HTTPResponse, _ tag: String?) throws -> WholeWriter {
        guard response.status == 200 else { throw TransportError.status(response, download.name) }
        guard response.contentLength ?? byteCount == byteCount else {
            throw wrong("it has \(response.contentLength ?? 0) bytes")
        }
        // The source has something else than before: what is here is of no use.
        if let tag, response.strongTag != tag { folder.remove() }
        return WholeWriter(download)
    }

    private func finish(_ writer: WholeWriter) throws -> Outcome {
        guard writer.byteCount == byteCount else { throw wrong("it has \(writer.byteCount) bytes") }
        download.leaveWhole()
        return .complete
    }

    private func whole() throws {
        while true {
            do {
                var writer: WholeWriter?
                let response = try source.get(
                    HTTPHeaders(),
                    limit: byteCount,
                    cancellation: download.cancellation,
                    accept: { writer = try wholeWriter($0, nil) },
                    receive: { piece in
                        try writer?.append(piece)
                        try download.limiter.pass(piece.byteCount, download.cancellation)
                    }
                )
                guard let writer else { throw TransportError.status(response, download.name) }
                _ = try finish(writer)
                return
            } catch let error as TransportError {
                try download.budget.pause(after: error, download.cancellation)
            }
        }
    }

    private func wrong(_ found: String) -> TransportError {
        TransportError.wrong(
            download.name,
            at: source.name,
            "\(found), expected \(byteCount) bytes"
        )
    }
}
