public import FrankenBundle

/// How blobs are downloaded.
public struct DownloadOptions: Sendable {
    /// The folder that partial downloads are kept in, under `ingest`.
    public var cacheFolder: String
    /// Requests at a time.
    public var concurrency = 3
    /// Bytes of a segment, unless a bundle says otherwise.
    public var segmentByteCount = BlobSegments.defaultSize
    /// Blobs up to this size are fetched at once and leave no partials.
    public var smallByteCount = 256 << 10
    /// Bytes a second over all requests; 0 for no limit.
    public var bytesPerSecond = 0
    /// What may be tried again, for each blob.
    public var retry = RetryPolicy()

    /// The defaults.
    public init(cacheFolder: String) {
        self.cacheFolder = cacheFolder
    }
}

/// How far the download of one blob is.
public struct DownloadProgress: Sendable {
    /// Which blob.
    public let descriptor: Descriptor
    /// Bytes that are here, also from earlier runs.
    ///
    /// It shrinks when a piece proves broken.
    public let byteCount: Int

    init(_ descriptor: Descriptor, byteCount: Int) {
        self.descriptor = descriptor
        self.byteCount = byteCount
    }
}
