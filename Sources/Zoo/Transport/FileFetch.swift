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
        let head = try client.send(
            HTTPRequest(.head, url),
            limit: 0,
            cancellation: cancellation
        )
        if [401, 403, 404, 410].contains(head.status) {
            throw TransportError.status(head, url.printable)
        }
        let byteCount = head.status == 200 ? head.contentLength : nil
        guard byteCount ?? 0 <= limit else {
            throw TransportError(
                .tooLarge,
                "\(url) has \(byteCount ?? 0) bytes; expected at most \(limit)."
            )
        }
        let version = head.strongTag ?? head.headers["Last-Modified"]
        let key =
            try digest
            ?? SHA256Hasher.digest(
                of: Array("\(url.text)\n\(version ?? "")\n\(byteCount ?? -1)".utf8)
            )
        let receiver = FileReceiver(
            folder: "\(downloader.options.cacheFolder)/files",
            byteCount: byteCount,
            isChecked: digest != nil
        )
        guard let byteCount, digest != nil || version != nil else {
            return try stream(url, key, receiver, limit, cancellation, progress)
        }
        let descriptor = Descriptor(mediaType: "", digest: key, size: byteCount)
        let request = BlobRequest(descriptor, from: [URLSource(url, client: client)])
        try downloader.fetch([request], into: receiver, cancellation: cancellation) { state in
            progress(state.byteCount, byteCount)
        }
        return DownloadedFile(path: receiver.path(key), byteCount: byteCount)
    }

    private func stream(
        _ url: HTTPURL,
        _ key: Digest,
        _ receiver: FileReceiver,
        _ limit: Int,
        _ cancellation: Cancellation?,
        _ progress: (Int, Int?) -> Void
    ) throws -> DownloadedFile {
        let budget = RetryBudget(downloader.options.retry)
        while true {
            var byteCount = 0
            let writer = try receiver.writer(
                for: Descriptor(mediaType: "", digest: key, size: 0)
            )
            defer { writer.discard() }
            do {
                let response = try client.exchange(
                    HTTPRequest(.get, url, totalTimeout: 0),
                    limit: limit,
                    cancellation: cancellation
                ) { piece in
                    try writer.append(piece)
                    byteCount += piece.byteCount
                    progress(byteCount, nil)
                }
                guard response.status == 200 else {
                    throw TransportError.status(response, url.printable)
                }
                try writer.publish()
                return DownloadedFile(path: receiver.path(key), byteCount: byteCount)
            } catch let error as TransportError {
                try budget.pause(after: error, cancellation)
            } catch let error as BundleError where error.code == .wrongDigest {
                throw TransportError.wrong(url.printable, at: url.origin, "it has another digest")
            }
        }
    }
}
