internal import FrankenBundle

/// An `http` or `https` URL, read by a strict grammar of our own.
///
/// What is parsed here is what is sent: no user names, no fragments, no blanks, control
/// characters or backslashes, no host written as a number, and every `.` and `..` resolved. Two
/// readers that understand one URL differently are how secrets reach the wrong host.
public struct HTTPURL: Sendable, Hashable {
    /// The longest URL that is read, in bytes.
    public static let longestByteCount = 8192

    /// `http` or `https`.
    public enum Scheme: String, Sendable {
        /// Not encrypted.
        case http
        /// Over TLS.
        case https

        /// The port when none is given.
        public var defaultPort: Int { self == .http ? 80 : 443 }
    }

    /// How the server is spoken to.
    public let scheme: Scheme
    /// The host in lowercase; an IPv6 address has its brackets.
    public let host: String
    /// The port.
    public let port: Int
    /// The path, which begins with a slash.
    public let path: String
    /// What follows the question mark, or `nil` without one.
    public let query: String?

    init(scheme: Scheme, host: String, port: Int, path: String, query: String?) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
    }

    /// Reads a URL.
    ///
    /// - Throws: ``TransportError`` with code `.malformedReference`.
    public init(_ text: String) throws(TransportError) {
        guard text.utf8.count <= Self.longestByteCount else {
            throw Self.malformed("it is longer than \(Self.longestByteCount) bytes")
        }
        guard text.utf8.allSatisfy(Self.isAllowed) else {
            throw Self.malformed(
                "it has a blank, a fragment, or a character that must be written as %XX"
            )
        }
        guard let colon = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<colon.lowerBound].lowercased())
        else { throw Self.malformed("it does not begin with https:// or http://") }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        try self.init(
            scheme: scheme,
            authority: authority,
            target: rest[authority.endIndex...]
        )
    }

    init(
        scheme: Scheme,
        authority: Substring,
        target: Substring
    ) throws(TransportError) {
        guard let (host, port) = HostPort.parse(authority) else {
            throw Self.malformed(
                authority.contains("@")
                    ? "it holds a user name; put credentials in the file of credentials"
                    : "its host or port is not one"
            )
        }
        let path = target.prefix { $0 != "?" }
        let query = target[path.endIndex...].dropFirst()
        self.init(
            scheme: scheme,
            host: host,
            port: port ?? scheme.defaultPort,
            path: Self.withoutDots(path),
            query: path.endIndex == target.endIndex ? nil : String(query)
        )
    }

    /// Scheme, host and port: who is spoken to.
    public var origin: String { "\(scheme)://\(authority)" }

    /// The host, with the port unless it is the scheme's own.
    public var authority: String { port == scheme.defaultPort ? host : "\(host):\(port)" }

    /// Whether the host is this machine by its name or address, without asking anyone.
    public var isLoopback: Bool { HostPort.isLoopback(host) }

    /// The URL without its query, which may be secret: fit for messages.
    public var printable: String { origin + path }

    /// The whole URL.
    var text: String { origin + path + (query.map { "?\($0)" } ?? "") }

    private static func malformed(_ reason: String) -> TransportError {
        TransportError(
            .malformedReference,
            "Expected a URL such as https://example.org/model.zoo, but \(reason)."
        )
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"#<>\\^`{|}".utf8.contains(byte)
    }
}

extension HTTPURL: CustomStringConvertible {
    public var description: String { printable }
}

extension HTTPURL.Scheme: CustomStringConvertible {
    public var description: String { rawValue }
}
