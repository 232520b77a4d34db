internal import FrankenBundle
internal import FrankenCrypto

/// Fetches a file by one GET, from its beginning to its end.
struct WholeFetch {
    /// What came of a first GET.
    enum Start {
        /// The file came.
        case file(DownloadedFile)
        /// The server gives parts of the file, so that it can be had in segments.
        case ranges(FileState)
    }

    private let client: HTTPClient
    private let options: DownloadOptions
    private let url: HTTPURL
    private let digest: Digest?
    private let limit: Int
    private let cancellation: Cancellation?

    init(
        _ client: HTTPClient,
        _ options: DownloadOptions,
        _ url: HTTPURL,
        _ digest: Digest?,
        _ limit: Int,
        _ cancellation: Cancellation?
    ) {
        self.client = client
        self.options = options
        self.url = url
        self.digest = digest
        self.limit = limit
        self.cancellation = cancellation
    }

    /// What stands for a file whose digest is not known.
    static func key(_ url: HTTPURL, _ version: String?, _ byteCount: Int?) throws -> Digest {
        try SHA256Hasher.digest(
            of: Array("\(url.text)\n\(version ?? "")\n\(byteCount ?? -1)".utf8)
        )
    }

    /// Asks for the first byte, and takes the whole where the server gives that instead.
    func start(_ progress: (Int, Int?) -> Void) throws -> Start {
        try fetch(HTTPHeaders([("Range", "bytes=0-0")]), progress)
    }

    /// The file.
    func file(_ progress: (Int, Int?) -> Void) throws -> DownloadedFile {
        guard case .file(let file) = try fetch(HTTPHeaders(), progress) else {
            throw TransportError(
                .protocolViolation,
                "\(url) sends a part of a file when asked for all. Ask whoever runs the server."
            )
        }
        return file
    }

    private func fetch(_ headers: HTTPHeaders, _ progress: (Int, Int?) -> Void) throws -> Start {
        let key = try digest ?? Self.key(url, nil, nil)
        let receiver = FileReceiver(
            folder: "\(options.cacheFolder)/files",
            byteCount: nil,
            isChecked: digest != nil
        )
        let budget = RetryBudget(options.retry)
        var headers = headers
        while true {
            var byteCount = 0
            let writer = try receiver.writer(for: Descriptor(mediaType: "", digest: key, size: 0))
            defer { writer.discard() }
            do {
                let response = try client.exchange(
                    HTTPRequest(.get, url, headers: headers, totalTimeout: 0),
                    limit: limit,
                    cancellation: cancellation
                ) { piece in
                    try writer.append(piece)
                    byteCount += piece.byteCount
                    progress(byteCount, nil)
                }
                if headers["Range"] != nil, response.status != 200 {
                    let range = response.headers["Content-Range"].flatMap(ContentRange.init)
                    if response.status == 206, let range {
                        return .ranges(FileState(response, byteCount: range.total))
                    }
                    // Perhaps only the range is refused.
                    headers = HTTPHeaders()
                    continue
                }
                guard response.status == 200 else {
                    throw TransportError.status(response, url.printable)
                }
                try writer.publish()
                return .file(DownloadedFile(path: receiver.path(key), byteCount: byteCount))
            } catch let error as TransportError {
                try budget.pause(after: error, cancellation)
            } catch let error as BundleError where error.code == .wrongDigest {
                throw TransportError.wrong(url.printable, at: url.origin, "it has another digest")
            }
        }
    }
}
