internal import CCurl
internal import Synchronization

/// Makes HTTP requests, from any number of threads at once.
///
/// Calls wait for their answer on the thread that makes them. Redirects are followed here, not by
/// libcurl, because only here is known what a header may be told to whom.
public final class HTTPClient: Sendable {
    /// How requests are made.
    public let options: HTTPOptions
    /// Connections between two requests; whoever takes one out has it alone.
    private let idle = Mutex<[CurlConnection]>([])
    private static let idleLimit = 8

    /// A client; no socket is opened before the first request.
    public init(_ options: HTTPOptions = HTTPOptions()) {
        self.options = options
    }

    /// Makes a request, again where that may help, and keeps the answer's body.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - limit: Most bytes of a body that is a success.
    ///   - budget: What may be tried again; `nil` for all that the options allow.
    ///   - cancellation: Ends it early.
    /// - Returns: The answer of any status but those that are tried again.
    /// - Throws: ``TransportError``.
    public func send(
        _ request: HTTPRequest,
        limit: Int,
        budget: RetryBudget? = nil,
        cancellation: Cancellation? = nil
    ) throws -> HTTPResponse {
        let budget = budget ?? RetryBudget(options.retry)
        while true {
            do {
                var body: [UInt8] = []
                var response = try exchange(
                    request,
                    limit: limit,
                    cancellation: cancellation,
                    accept: { _ in body = [] },
                    receive: { piece in
                        unsafe piece.withUnsafeBytes { unsafe body.append(contentsOf: $0) }
                    }
                )
                if let error = Self.busy(response) { throw error }
                if response.isSuccess { response.body = body }
                return response
            } catch let error as TransportError {
                try budget.pause(after: error, cancellation)
            }
        }
    }

    /// Makes a request once, following redirects, and hands its body on as it arrives.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - limit: Most bytes of a body that is a success.
    ///   - cancellation: Ends it early.
    ///   - accept: Called with the head of a success, before its body.
    ///   - receive: Called with each piece of the body of a success.
    /// - Returns: The answer of any status but a redirect.
    /// - Throws: ``TransportError``, or what the closures throw.
    public func exchange(
        _ request: HTTPRequest,
        limit: Int,
        cancellation: Cancellation? = nil,
        accept: (HTTPResponse) throws -> Void = { _ in },
        receive: (RawSpan) throws -> Void
    ) throws -> HTTPResponse {
        var request = request
        var visited: Set<HTTPURL> = []
        while true {
            visited.insert(request.url)
            let response = try exchangeOnce(request, limit, cancellation, accept, receive)
            guard let target = try redirect(request, response) else { return response }
            guard visited.count <= options.redirectLimit, !visited.contains(target) else {
                throw TransportError(
                    .protocolViolation,
                    "\(request.url) redirects in a circle, or more than \(options.redirectLimit) "
                        + "times. Is this the right address?"
                )
            }
            if target.origin != request.url.origin { request.headers["Authorization"] = nil }
            request.url = target
        }
    }

    private func redirect(_ request: HTTPRequest, _ response: HTTPResponse) throws -> HTTPURL? {
        guard [301, 302, 303, 307, 308].contains(response.status) else { return nil }
        let isRead = request.method == .get || request.method == .head
        guard let location = response.headers["Location"],
            isRead || response.status == 307 || response.status == 308
        else {
            throw TransportError(
                .protocolViolation,
                "\(request.url) answers \(request.method.rawValue) with a redirect that cannot "
                    + "be followed (status \(response.status)). Is this the right address?"
            )
        }
        let target: HTTPURL
        do throws(TransportError) {
            target = try request.url.resolving(location)
        } catch {
            throw TransportError(
                .protocolViolation,
                "\(request.url) redirects to something that is no http or https URL. "
                    + "Is this the right address?"
            )
        }
        guard request.url.scheme == .http || target.scheme == .https else {
            throw TransportError(
                .untrusted,
                "\(request.url) redirects from https to http, which is never followed. "
                    + "Ask whoever runs the server."
            )
        }
        return target
    }

    private func exchangeOnce(
        _ request: HTTPRequest,
        _ limit: Int,
        _ cancellation: Cancellation?,
        _ accept: (HTTPResponse) throws -> Void,
        _ receive: (RawSpan) throws -> Void
    ) throws -> HTTPResponse {
        try check(request.url)
        try cancellation?.check()
        let connection = try idle.withLock { $0.popLast() } ?? CurlConnection()
        try HTTPRequestSetup.apply(request, options, to: connection)
        let result = try withoutActuallyEscaping(accept) { accept in
            try withoutActuallyEscaping(receive) { receive in
                let exchange = CurlExchange(
                    request,
                    options: options,
                    limit: limit,
                    cancellation: cancellation,
                    accept: accept,
                    receive: receive
                )
                let outcome = connection.perform(exchange)
                if exchange.isCutShort, let response = exchange.response { return response }
                if let failure = exchange.failure { throw failure }
                if outcome == FC_DONE, let response = exchange.response { return response }
                throw HTTPRequestSetup.error(
                    outcome,
                    request.url,
                    connection,
                    proxy: options.proxies.address(for: request.url)
                )
            }
        }
        connection.reset()
        idle.withLock { idle in
            if idle.count < Self.idleLimit { idle.append(connection) }
        }
        return result
    }

    /// Refuses what may not be asked, before any socket is opened.
    private func check(_ url: HTTPURL) throws(TransportError) {
        guard !options.isOffline else {
            throw TransportError(
                .offline,
                "\(url) is needed, and the network is not to be used. Run the command without "
                    + "--offline, or bring the file from a machine that has it (zoo export)."
            )
        }
        guard url.scheme == .https || url.isLoopback || options.allowsPlainHTTP else {
            throw TransportError(
                .untrusted,
                "\(url.origin) would be spoken to in the clear, which is done only on this "
                    + "machine. Use https."
            )
        }
    }

    /// The error of a status that is tried again, or `nil`.
    static func busy(_ response: HTTPResponse) -> TransportError? {
        let status = response.status
        // What a server cannot do at all, it cannot do later either.
        guard status == 408 || status == 429 || status >= 500, status != 501, status != 505 else {
            return nil
        }
        return TransportError(
            .temporary,
            "\(response.url.origin) is busy or broken (status \(status)). Try again later.",
            retryLimit: .max,
            retryAfter: HTTPDate.retryAfter(response.headers, now: Pause.secondsSinceEpoch)
        )
    }
}
