/// One request's side of libcurl's callbacks: reads the head, and hands the body on.
///
/// A callback cannot throw through C, so what the receiver throws is kept in ``failure``.
final class CurlExchange {
    /// Most bytes that are kept of an answer that is no success.
    static let keptByteCount = 64 << 10

    private let request: HTTPRequest
    private let options: HTTPOptions
    private let limit: Int
    private let cancellation: Cancellation?
    private let accept: (HTTPResponse) throws -> Void
    private let receive: (RawSpan) throws -> Void

    private var status = 0
    private var headers = HTTPHeaders()
    private var headByteCount = 0
    private var bodyByteCount = 0
    private(set) var response: HTTPResponse?
    private(set) var failure: (any Error)?
    /// Whether the rest of a body that is no success was left unread.
    private(set) var isCutShort = false

    init(
        _ request: HTTPRequest,
        options: HTTPOptions,
        limit: Int,
        cancellation: Cancellation?,
        accept: @escaping (HTTPResponse) throws -> Void,
        receive: @escaping (RawSpan) throws -> Void
    ) {
        self.request = request
        self.options = options
        self.limit = limit
        self.cancellation = cancellation
        self.accept = accept
        self.receive = receive
    }

    func stop() -> Int32 {
        guard failure == nil, cancellation?.isCancelled == true else { return 0 }
        failure = Cancellation.error
        return 1
    }

    func header(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        guarding {
            headByteCount += bytes.count
            guard headByteCount <= options.headerByteLimit,
                headers.fields.count < options.headerCountLimit
            else {
                throw violation(
                    "a head of more than \(options.headerByteLimit >> 10) KiB or "
                        + "\(options.headerCountLimit) lines"
                )
            }
            // Lines after the head are trailers, which nothing here needs.
            guard response == nil else { return }
            try line(unsafe String(decoding: bytes, as: UTF8.self))
        }
    }

    private func line(_ line: String) throws {
        let line = line.trimmingBlanks
        if line.hasPrefix("HTTP/") {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count > 1, words[1].utf8.count == 3, let status = Int(words[1]),
                (100...599).contains(status)
            else { throw violation("a status line that is none") }
            self.status = status
            headers = HTTPHeaders()
        } else if line.isEmpty {
            if status >= 200 { try finishHead() }
        } else if let colon = line.firstIndex(of: ":") {
            headers.append(
                String(line[..<colon]),
                String(line[line.index(after: colon)...]).trimmingBlanks
            )
        }
    }

    private func finishHead() throws {
        let response = HTTPResponse(status: status, headers: headers, url: request.url)
        self.response = response
        guard response.isSuccess else { return }
        // Nothing was asked to be compressed: the bytes would not be those of the digest.
        if let coding = headers["Content-Encoding"], coding.lowercased() != "identity" {
            throw violation("a body in another encoding, which was not asked for")
        }
        try accept(response)
        if request.method != .head, let length = response.contentLength, length > limit {
            throw tooLarge("\(length)")
        }
    }

    func body(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        guarding {
            guard var response else { throw violation("a body without a head") }
            guard response.isSuccess else {
                let room = Self.keptByteCount - response.body.count
                unsafe response.body.append(contentsOf: bytes.prefix(room))
                self.response = response
                if bytes.count > room {
                    isCutShort = true
                    throw violation("a long message")
                }
                return
            }
            bodyByteCount += bytes.count
            guard bodyByteCount <= limit else { throw tooLarge("more") }
            try unsafe receive(bytes.bytes)
        }
    }

    func upload(_ room: UnsafeMutableBufferPointer<UInt8>, from offset: Int) -> Int64 {
        guard let body = request.body else { return 0 }
        var filled = 0
        let stopped = guarding {
            let count = min(room.count, body.byteCount - offset)
            guard count > 0 else { return }
            let bytes = try body.read(offset, count)
            guard (1...count).contains(bytes.count) else {
                throw TransportError(
                    .notWritten,
                    "What is to be sent ends after \(offset) of \(body.byteCount) bytes. "
                        + "Was the file changed? Try again."
                )
            }
            _ = unsafe room.update(fromContentsOf: bytes)
            filled = bytes.count
        }
        return stopped == 0 ? Int64(filled) : -1
    }

    private func guarding(_ body: () throws -> Void) -> Int32 {
        do {
            try cancellation?.check()
            try body()
            return 0
        } catch {
            failure = failure ?? error
            return 1
        }
    }

    private func violation(_ found: String) -> TransportError {
        TransportError(
            .protocolViolation,
            "\(request.url) sent \(found). Is this the right address?"
        )
    }

    private func tooLarge(_ found: String) -> TransportError {
        TransportError(
            .tooLarge,
            "\(request.url) sends \(found) bytes; expected at most \(limit)."
        )
    }
}

extension String {
    /// Without blanks, tabs and line ends at both ends.
    var trimmingBlanks: String {
        let isBlank = { (scalar: UnicodeScalar) in " \t\r\n".unicodeScalars.contains(scalar) }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
