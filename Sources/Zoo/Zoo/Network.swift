internal import FrankenBundle
internal import FrankenCrypto
public import FrankenTransport

/// How the zoo reaches other machines.
public final class Network: Sendable {
    /// The client of registries.
    public let registry: Registry
    /// Fetches blobs; what came is kept for the next try.
    public let downloader: Downloader
    /// Ends whatever is under way.
    public let cancellation: Cancellation
    private let files: FileFetch

    /// A network.
    ///
    /// - Parameters:
    ///   - http: Limits, proxies, certificates.
    ///   - downloads: Concurrency, rate, and where partial downloads are kept.
    ///   - credentials: Who one is to which registry.
    ///   - isPlain: Whether registries are spoken to in plain HTTP.
    ///   - cancellation: Ends whatever is under way.
    public init(
        http: HTTPOptions,
        downloads: DownloadOptions,
        credentials: RegistryCredentials = RegistryCredentials(),
        isPlain: Bool = false,
        cancellation: Cancellation = Cancellation()
    ) {
        let client = HTTPClient(http)
        registry = Registry(client: client, credentials: credentials, isPlain: isPlain)
        downloader = Downloader(downloads)
        files = FileFetch(client: client, downloader: downloader)
        self.cancellation = cancellation
    }

    /// A small document on the web.
    func document(_ url: String, limit: Int) throws -> [UInt8] {
        try files.document(url, limit: limit, cancellation: cancellation)
    }

    /// A `.zoo` file on the web, in the cache.
    func file(
        _ url: HTTPURL,
        limit: Int,
        progress: @escaping @Sendable (Int, Int?) -> Void
    ) throws -> DownloadedFile {
        try files.file(
            url,
            limit: limit,
            cancellation: cancellation,
            progress: progress
        )
    }

    /// A small blob, checked.
    func small(_ descriptor: Descriptor, from source: any BlobSource) throws -> [UInt8] {
        let memory = MemoryBlobs(byteLimit: BundleDescription.largestByteCount)
        try downloader.fetch(
            [BlobRequest(descriptor, from: [source])],
            into: memory,
            cancellation: cancellation
        )
        guard let bytes = memory[descriptor.digest] else {
            throw BundleError(.missingBlob, "\(descriptor.digest) did not come.")
        }
        return bytes
    }
}
