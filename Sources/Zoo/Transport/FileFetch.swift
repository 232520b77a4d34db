internal import FrankenBundle
public import FrankenCrypto
internal import FrankenFiles

/// A file that was downloaded into the cache.
public struct DownloadedFile: Sendable {
    /// Where it lies; whoever has used it removes it.
    public let path: String
    /// Bytes of it.
    public let byteCount: Int
}

/// Fetches documents and files by their URL.
public struct FileFetch: Sendable {
    private let client: HTTPClient
    private let downloader: Downloader

    /// Fetches through a client; files are downloaded in the segments of `downloader`.
    public init(client: HTTPClient, downloader: Downloader) {
        self.client = client
        self.downloader = downloader
    }

    /// A small document, such as an index.
    ///
    /// - Parameters:
    ///   - url: `https://…`, `http://…` on this machine, or `file:///…`.
    ///   - limit: Most bytes that are read.
    ///   - cancellation: Ends it early.
    /// - Returns: The document's bytes.
    /// - Throws: ``TransportError``.
    public func document(
        _ url: String,
        limit: Int,
        cancellation: Cancellation? = nil
    ) throws -> [UInt8] {
        if url.hasPrefix("file:") { return try local(FileURL.path(url), limit) }
        let response = try client.send(
            HTTPRequest(.get, HTTPURL(url)),
            limit: limit,
            cancellation: cancellation
        )
        guard response.status == 200 else {
            throw TransportError.status(response, response.url.printable)
        }
        return response.body
    }

    private func local(_ path: String, _ limit: Int) throws(TransportError) -> [UInt8] {
        do throws(FilesError) {
            return try OpenFile.bytes(of: path, limit: limit)
        } catch {
            throw TransportError(error.code == .tooLarge ? .tooLarge : .notFound, error.message)
        }
    }

    /// A whole file, downloaded into the cache; what came before a kill is not fetched again.
    ///
    /// A file whose digest is not known is gone on with only while the server says, by entity tag
    /// or date, that it is the same; where the server says neither, it is fetched in one piece.
    ///
    /// - Parameters:
    ///   - url: Where it is.
    ///   - digest: Its digest, when it is known.
    ///   - limit: Most bytes that are fetched.
    ///   - cancellation: Ends it early.
    ///   - progress: Called with the bytes that are here and those of the whole, where known.
    /// - Returns: The file.
    /// - Throws: ``TransportError``.
    public func file(
        _ url: HTTPURL,
        digest: Digest? = nil,
        limit: Int,
        cancellation: Cancellation? = nil,
        progress: @escaping @Sendable (Int, Int?) -> Void = { _, _ in }
    ) throws -> DownloadedFile {
        let file = try download(url, digest, limit, cancellation, progress)
        // Bytes without a digest are checked later, as what they are not.
        let bytes = try? MappedFile(path: file.path)
        guard let start = try bytes?.copyBytes(in: 0..<min(256, file.byteCount)),
            WebPage.begins(start)
        else { return file }
        _ = try? Entry.remove(file.path)
        throw WebPage.error(url, "\(url)")
    }

    private func download(
        _ url: HTTPURL,
        _ digest: Digest?,
        _ limit: Int,
        _ cancellation: Cancellation?,
        _ progress: @escaping @Sendable (Int, Int?) -> Void
    ) throws -> DownloadedFile {
        var found = try probe(url, cancellation)
        if found == nil {
            // Whoever refuses to be asked may still give: only GET decides.
            let whole = WholeFetch(client, downloader.options, url, digest, limit, cancellation)
            switch try whole.start(progress) {
            case .file(let file): return file
            case .ranges(let known): found = known
            }
        }
        let byteCount = found?.byteCount
        guard byteCount ?? 0 <= limit else {
            throw TransportError(
                .tooLarge,
                "\(url) has \(byteCount ?? 0) bytes; expected at most \(limit)."
            )
        }
        let version = found?.version
        let key = try digest ?? WholeFetch.key(url, version, byteCount)
        let receiver = FileReceiver(
            folder: "\(downloader.options.cacheFolder)/files",
            byteCount: byteCount,
            isChecked: digest != nil
        )
        guard let byteCount, digest != nil || version != nil else {
            // Without either, a file that began to come may not be gone on with.
            return try WholeFetch(client, downloader.options, url, digest, limit, cancellation)
                .file(progress)
        }
        let descriptor = Descriptor(mediaType: "", digest: key, size: byteCount)
        let request = BlobRequest(descriptor, from: [URLSource(url, client: client)])
        try downloader.fetch([request], into: receiver, cancellation: cancellation) { state in
            progress(state.byteCount, byteCount)
        }
        return DownloadedFile(path: receiver.path(key), byteCount: byteCount)
    }

    /// What a server says of a file before it is asked for; `nil` when it does not say.
    private func probe(_ url: HTTPURL, _ cancellation: Cancellation?) throws -> FileState? {
        var policy = downloader.options.retry
        policy.limit = min(policy.limit, 1)
        let budget = RetryBudget(policy)
        while true {
            do {
                let head = try client.exchange(
                    HTTPRequest(.head, url),
                    limit: 0,
                    cancellation: cancellation,
                    receive: { _ in }
                )
                guard head.status == 200, head.contentLength != 0 else { return nil }
                return FileState(head, byteCount: head.contentLength)
            } catch let error as TransportError {
                // What would be the same for GET is told at once.
                let isFinal: [TransportError.Code] = [.cancelled, .offline, .untrusted]
                if isFinal.contains(error.code) { throw error }
                do throws(TransportError) {
                    try budget.pause(after: error, cancellation)
                } catch {
                    if error.code == .cancelled { throw error }
                    return nil
                }
            }
        }
    }
}

/// What a server says of a file.
struct FileState {
    /// Its size in bytes; `nil` when that is not said.
    let byteCount: Int?
    /// What changes with its content: an entity tag, or a date.
    let version: String?

    init(_ response: HTTPResponse, byteCount: Int?) {
        self.byteCount = byteCount
        version = response.strongTag ?? response.headers["Last-Modified"]
    }
}
