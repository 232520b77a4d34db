internal import CCurl
internal import FrankenBytes

/// A request in libcurl's terms, and libcurl's failures in ours.
enum HTTPRequestSetup {
    static func apply(
        _ request: HTTPRequest,
        _ options: HTTPOptions,
        to connection: CurlConnection
    ) throws(TransportError) {
        connection.reset()
        try connection.set(FC_URL, request.url.text)
        // GET and HEAD are what libcurl makes without being told; named, they would confuse it.
        if request.method != .get, request.method != .head {
            try connection.set(FC_METHOD, request.method.rawValue)
        }
        if request.method == .head { try connection.set(FC_WITHOUT_BODY, 1) }
        if let body = request.body {
            try connection.set(FC_UPLOAD_BYTES, body.byteCount)
        } else if request.method == .post || request.method == .put || request.method == .patch {
            try connection.set(FC_UPLOAD_BYTES, 0)
        }
        try connection.set(FC_USER_AGENT, options.userAgent)
        try connection.set(FC_PROXY, options.proxies.proxy(for: request.url) ?? "")
        try connection.set(FC_NO_PROXY, options.proxies.exceptions)
        if let file = options.certificateAuthorityFile {
            try connection.set(FC_CA_FILE, path: file)
        }
        try connection.set(FC_CONNECT_MILLISECONDS, milliseconds(options.connectTimeout))
        let total = request.totalTimeout ?? options.totalTimeout
        try connection.set(FC_TOTAL_MILLISECONDS, milliseconds(total))
        try connection.set(FC_STALL_BYTES, options.stallBytesPerSecond)
        try connection.set(FC_STALL_SECONDS, options.stallTimeout)
        try headers(request, connection)
    }

    private static func headers(
        _ request: HTTPRequest,
        _ connection: CurlConnection
    ) throws(TransportError) {
        var headers = request.headers
        headers["Accept-Encoding"] = "identity"
        guard headers.areSendable else {
            throw TransportError(
                .badConfiguration,
                "A header for \(request.url.origin) has a line feed or another character that "
                    + "headers may not have. Check the credentials."
            )
        }
        for field in headers.fields {
            try connection.set(FC_HEADER, "\(field.name): \(field.value)")
        }
        // Without this libcurl waits a second for leave to send a body.
        try connection.set(FC_HEADER, "Expect:")
        if headers["Content-Type"] == nil { try connection.set(FC_HEADER, "Content-Type:") }
    }

    private static func milliseconds(_ seconds: Double) -> Int {
        Int(exactly: (min(max(seconds, 0), 1e6) * 1000).rounded()) ?? 0
    }

    static func error(
        _ outcome: fc_outcome,
        _ url: HTTPURL,
        _ connection: CurlConnection,
        proxy: ProxyAddress?
    ) -> TransportError {
        switch outcome {
        case FC_NO_HOST:
            // A name server may be slow to answer once; a mistyped name stays one.
            return TransportError(
                .unavailable,
                "'\(url.host)' has no address. Check the name and the network.",
                retryLimit: 1
            )
        case FC_NO_PROXY_HOST:
            return TransportError(
                .unavailable,
                "The proxy \(proxy.map { "\($0) " } ?? "")for \(url.origin) has no address. "
                    + "Check https_proxy and no_proxy."
            )
        case FC_NOT_CONNECTED where proxy?.isNamed(in: connection.message) ?? false:
            return TransportError(
                .unavailable,
                "The proxy \(proxy.map { "\($0) " } ?? "")for \(url.origin) does not accept "
                    + "connections. Check https_proxy, all_proxy and no_proxy.",
                retryLimit: 1
            )
        case FC_NOT_CONNECTED:
            return TransportError(
                .unavailable,
                "\(url.origin) does not accept connections. Check the address and the network.",
                retryLimit: 2
            )
        case FC_TIMED_OUT:
            return TransportError(
                .temporary,
                "\(url.origin) answers too slowly or not at all. Try again later.",
                retryLimit: .max
            )
        case FC_BROKEN, FC_SHORT:
            return TransportError(
                .temporary,
                "The connection to \(url.origin) broke before the answer was complete. "
                    + "Run the command again; it goes on where it stopped.",
                retryLimit: .max
            )
        case FC_TLS:
            return TransportError(
                .protocolViolation,
                "\(url.origin) does not answer with TLS as a https server does: "
                    + "\(PrintableText.of(connection.message)). If it is a registry that speaks "
                    + "plain HTTP, and you may trust the line: --plain-http, and --insecure for "
                    + "another machine than this."
            )
        case FC_UNTRUSTED:
            return TransportError(
                .untrusted,
                "\(url.origin) is not who it should be: \(PrintableText.of(connection.message)). If its certificate is your "
                    + "own, pass the authority with --ca-file."
            )
        case FC_BAD_CA_FILE:
            return TransportError(
                .badConfiguration,
                "The file of certificate authorities cannot be used. Expected certificates in PEM."
            )
        case FC_PROXY_REFUSED:
            return TransportError(
                .unavailable,
                "The proxy refuses \(url.origin) (status \(connection.proxyStatus)). "
                    + "Check https_proxy and no_proxy."
            )
        case FC_NOT_HTTP:
            return TransportError(
                .protocolViolation,
                "\(url.origin) does not answer as an HTTP server should. Is the address right?"
            )
        case FC_NO_MEMORY:
            return CurlConnection.outOfMemory
        default:
            return TransportError(
                .unavailable,
                "\(url.origin) cannot be used: \(connection.reason)."
            )
        }
    }
}
