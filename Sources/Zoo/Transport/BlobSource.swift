public import FrankenBundle

/// A place on the network that has a blob.
public protocol BlobSource: Sendable {
    /// What messages and the cache call it: a URL without secrets, the same on every run.
    var name: String { get }

    /// Asks once for the blob, or a range of it.
    ///
    /// - Parameters:
    ///   - headers: `Range` and `If-Range`, where they are wanted.
    ///   - limit: Most bytes of the answer.
    ///   - cancellation: Ends it early.
    ///   - accept: Called with the head of a success, before its body.
    ///   - receive: Called with each piece of the body of a success.
    /// - Returns: The answer, of any status.
    /// - Throws: ``TransportError``, or what the closures throw.
    func get(
        _ headers: HTTPHeaders,
        limit: Int,
        cancellation: Cancellation?,
        accept: (HTTPResponse) throws -> Void,
        receive: (RawSpan) throws -> Void
    ) throws -> HTTPResponse
}

/// A blob behind a plain URL, such as a mirror or the publisher of upstream weights.
public struct URLSource: BlobSource {
    private let client: HTTPClient
    private let url: HTTPURL

    /// A blob that `client` gets from `url`.
    public init(_ url: HTTPURL, client: HTTPClient) {
        self.url = url
        self.client = client
    }

    public var name: String { url.printable }

    public func get(
        _ headers: HTTPHeaders,
        limit: Int,
        cancellation: Cancellation?,
        accept: (HTTPResponse) throws -> Void,
        receive: (RawSpan) throws -> Void
    ) throws -> HTTPResponse {
        try client.exchange(
            HTTPRequest(.get, url, headers: headers, totalTimeout: 0),
            limit: limit,
            cancellation: cancellation,
            accept: accept,
            receive: receive
        )
    }
}

/// A blob that is wanted.
public struct BlobRequest: Sendable {
    /// Which blob, and how long it is.
    public var descriptor: Descriptor
    /// Where it may be, the best place first.
    public var sources: [any BlobSource]
    /// The digests of its pieces, where they are known: a broken piece then costs only itself.
    public var segments: BlobSegments?

    /// All fields.
    public init(
        _ descriptor: Descriptor,
        from sources: [any BlobSource],
        segments: BlobSegments? = nil
    ) {
        self.descriptor = descriptor
        self.sources = sources
        self.segments = segments
    }
}
