/// What a request does.
public enum HTTPMethod: String, Sendable {
    /// Reads.
    case get = "GET"
    /// Reads the head only.
    case head = "HEAD"
    /// Begins something.
    case post = "POST"
    /// Stores.
    case put = "PUT"
    /// Adds.
    case patch = "PATCH"
    /// Removes.
    case delete = "DELETE"
}

/// A request's body, which can be read again from any point when the request is made again.
public struct HTTPBody: Sendable {
    /// Bytes of the whole body.
    public let byteCount: Int
    let read: @Sendable (_ offset: Int, _ limit: Int) throws -> [UInt8]

    /// A body that is made as it is sent.
    ///
    /// - Parameters:
    ///   - byteCount: Bytes of the whole body.
    ///   - read: Gives at least one and at most `limit` bytes from `offset` on.
    public init(
        byteCount: Int,
        read: @escaping @Sendable (_ offset: Int, _ limit: Int) throws -> [UInt8]
    ) {
        self.byteCount = byteCount
        self.read = read
    }

    /// A body at hand.
    public init(_ bytes: [UInt8]) {
        self.init(byteCount: bytes.count) { offset, limit in
            Array(bytes.dropFirst(offset).prefix(limit))
        }
    }
}

/// One request.
public struct HTTPRequest: Sendable {
    /// What it does.
    public var method: HTTPMethod
    /// Whom it asks for what.
    public var url: HTTPURL
    /// Lines of its head, beside those that every request has.
    public var headers: HTTPHeaders
    /// Its body.
    public var body: HTTPBody?
    /// Seconds the whole exchange may take; `nil` for the client's own limit, 0 for none.
    public var totalTimeout: Double?

    /// All fields.
    public init(
        _ method: HTTPMethod = .get,
        _ url: HTTPURL,
        headers: HTTPHeaders = HTTPHeaders(),
        body: HTTPBody? = nil,
        totalTimeout: Double? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.totalTimeout = totalTimeout
    }
}

/// The answer to a request.
public struct HTTPResponse: Sendable {
    /// The status, 200 to 599.
    public let status: Int
    /// Lines of the head.
    public let headers: HTTPHeaders
    /// Who answered, after redirects.
    public let url: HTTPURL
    /// The body where it is kept: of ``HTTPClient/send(_:limit:budget:cancellation:)``, and the
    /// beginning of any that is not a success.
    public internal(set) var body: [UInt8] = []

    init(status: Int, headers: HTTPHeaders, url: HTTPURL) {
        self.status = status
        self.headers = headers
        self.url = url
    }

    /// Whether the status is 200 to 299.
    public var isSuccess: Bool { (200...299).contains(status) }

    /// The announced length of the body, or `nil` when there is none or it is not a number.
    public var contentLength: Int? {
        headers["Content-Length"].flatMap { text in
            text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
        }
    }

    /// A strong entity tag: equal tags mean equal bytes.
    public var strongTag: String? {
        headers["ETag"].flatMap { tag in
            let isStrong =
                tag.utf8.count > 2 && tag.utf8.count <= 1024 && tag.hasPrefix("\"")
                && tag.hasSuffix("\"") && tag.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            return isStrong ? tag : nil
        }
    }
}
