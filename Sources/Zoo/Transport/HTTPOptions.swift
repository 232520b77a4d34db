/// How requests are made.
///
/// Nothing here is read from the environment; the program that has one passes it on, see
/// ``ProxySettings/init(environment:)``.
public struct HTTPOptions: Sendable {
    /// Whether no socket may be opened at all.
    public var isOffline = false
    /// Whether plain HTTP may go to other machines than this one.
    public var allowsPlainHTTP = false
    /// Seconds to find the host, connect and agree on TLS.
    public var connectTimeout = 15.0
    /// Bytes a second below which a transfer counts as stalled.
    public var stallBytesPerSecond = 1024
    /// Whole seconds that a transfer may be stalled.
    public var stallTimeout = 30
    /// Seconds that a small exchange may take in all; blobs have no such limit.
    public var totalTimeout = 120.0
    /// Most bytes of an answer's head.
    public var headerByteLimit = 64 << 10
    /// Most lines of an answer's head.
    public var headerCountLimit = 128
    /// Most redirects that are followed.
    public var redirectLimit = 5
    /// How often and how long a failed request is tried again.
    public var retry = RetryPolicy()
    /// Proxies; none when empty.
    public var proxies = ProxySettings()
    /// A file of certificate authorities in PEM that replaces the system's.
    public var certificateAuthorityFile: String?
    /// How the program names itself.
    public var userAgent = "frankensplit-zoo"

    /// The defaults.
    public init() {}
}

/// Through which proxies servers are reached.
public struct ProxySettings: Sendable {
    /// The proxy for `http` URLs.
    public var http: String?
    /// The proxy for `https` URLs.
    public var https: String?
    /// Hosts that are reached directly, separated by commas.
    ///
    /// Names, `.suffixes`, addresses, address ranges such as 10.0.0.0/8, or `*`. This machine
    /// always is.
    public var exceptions = ""

    /// No proxies.
    public init() {}

    /// The proxies that an environment names.
    ///
    /// `HTTP_PROXY` in capitals is not read: in a CGI program it is a header of the client's.
    ///
    /// - Parameter environment: Names and values, as of the process.
    public init(environment: [String: String]) {
        let value = { (names: [String]) in
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let any = value(["all_proxy", "ALL_PROXY"])
        http = value(["http_proxy"]) ?? any
        https = value(["https_proxy", "HTTPS_PROXY"]) ?? any
        exceptions = value(["no_proxy", "NO_PROXY"]) ?? ""
    }

    /// Where the proxy for a URL listens, without the credentials that may be in its address.
    func address(for url: HTTPURL) -> ProxyAddress? {
        proxy(for: url).flatMap(ProxyAddress.init)
    }

    func proxy(for url: HTTPURL) -> String? {
        guard !url.isLoopback else { return nil }
        return url.scheme == .http ? http : https
    }
}
