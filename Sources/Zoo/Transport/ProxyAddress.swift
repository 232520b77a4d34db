internal import FrankenBundle

/// Where a proxy listens.
struct ProxyAddress: CustomStringConvertible {
    /// A name or an address.
    let host: String
    /// 1080 where nobody says, as with libcurl.
    let port: Int

    /// Reads `http://user:password@host:port/`, of which only the host and the port are kept.
    ///
    /// - Returns: `nil` for what is no address.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: true)
        let hasScheme = parts.first?.hasSuffix(":") ?? false
        let authority = parts.dropFirst(hasScheme ? 1 : 0).first ?? ""
        let place = authority.split(separator: "@").last ?? ""
        guard let (host, port) = HostPort.parse(place) else { return nil }
        self.host = host
        self.port = port ?? 1080
    }

    var description: String { "\(host):\(port)" }

    /// Whether libcurl's words for a failure speak of the proxy and not of the server.
    func isNamed(in message: String) -> Bool {
        message.contains("\(host) port \(port)")
    }
}
