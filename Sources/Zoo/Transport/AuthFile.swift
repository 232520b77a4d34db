internal import FrankenBundle
internal import FrankenBytes
internal import FrankenCrypto
internal import FrankenFiles

/// A file of credentials in the form of Docker's `config.json` and Podman's `auth.json`.
///
/// - SeeAlso: containers-auth.json(5), which says that the most specific key counts.
struct AuthFile: Sendable {
    /// What a file has for a repository.
    enum Match: Sendable, Equatable {
        case credential(RegistryCredential)
        /// A program `docker-credential-NAME` may have it, which is not run here.
        case helper(String)
    }

    private struct Entry {
        let key: AuthKey
        let credential: RegistryCredential
    }

    private static let byteLimit = 1 << 20

    /// Where it is.
    let path: String
    private let entries: [Entry]
    private let helpers: [String: String]
    private let store: String?

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: Where it is.
    ///   - isOwn: Whether it is the zoo's own, which nobody else may read.
    /// - Returns: `nil` when there is no such file.
    /// - Throws: ``TransportError`` with code `.badConfiguration`.
    static func read(_ path: String, isOwn: Bool) throws(TransportError) -> AuthFile? {
        let bytes: [UInt8]
        do throws(FilesError) {
            let opened = try OpenFile(path: path)
            guard !isOwn || opened.status.mode & 0o077 == 0 && opened.status.isOwn else {
                throw FilesError(.notPermitted, path: path, "Others may read it.")
            }
            bytes = try opened.bytes(limit: byteLimit)
        } catch {
            switch error.code {
            case .notFound, .notAFolder: return nil
            case .tooLarge: throw unusable(path, "it is too long")
            case .notPermitted where error.systemErrorNumber == 0:
                throw unusable(path, "others may read it; run 'chmod 600' on it")
            default: throw unusable(path, "it cannot be read")
            }
        }
        return try AuthFile(bytes, path: path)
    }

    private init(_ bytes: [UInt8], path: String) throws(TransportError) {
        var decoder = StrictJSONDecoder(
            limits: JSONParser.Limits(depth: 16, byteCount: Self.byteLimit, valueCount: 100_000)
        )
        decoder.unknownFields = .ignored
        let content: Content
        do {
            content = try decoder.decode(from: bytes)
        } catch {
            // The reason could quote a password.
            throw Self.unusable(path, "it is not JSON in the form of docker's config.json")
        }
        self.path = path
        entries = (content.auths ?? [:]).compactMap { key, entry in
            entry.credential.map { Entry(key: AuthKey(key), credential: $0) }
        }.sorted { $0.key.isBefore($1.key) }
        var helpers: [String: String] = [:]
        for (host, name) in (content.credHelpers ?? [:]).sorted(by: { $0.key < $1.key }) {
            helpers[AuthKey(host).host] = name
        }
        self.helpers = helpers
        store = content.credsStore.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What it has for a repository: under the longest key that the repository begins with.
    func match(_ reference: RegistryReference) -> Match? {
        let host = AuthKey(reference.authority).host
        let parts = reference.repository.split(separator: "/").map { String($0) }
        if let entry = entries.first(where: { $0.key.holds(host, parts) }) {
            return .credential(entry.credential)
        }
        return (helpers[host] ?? store).map { .helper($0) }
    }

    private static func unusable(_ path: String, _ reason: String) -> TransportError {
        TransportError(
            .badConfiguration,
            "The registry credentials in \(FilesError.quoted(path)) are not used: \(reason)."
        )
    }

    private struct Content: Decodable {
        var auths: [String: AuthEntry]?
        var credHelpers: [String: String]?
        var credsStore: String?
    }
}

/// The key of an entry: a host, and the part of it that the entry is for.
struct AuthKey {
    /// The host in lowercase, with its port.
    let host: String
    /// The beginning of the repository's name.
    let parts: [String]
    private let text: String
    /// Whether it is a URL, as Docker wrote keys once; then all of the host is meant.
    private let isURL: Bool

    init(_ text: String) {
        self.text = text
        let rest = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let pieces = rest.split(separator: "/").map { String($0) }
        let isVersion = pieces.count == 2 && ["v1", "v2"].contains(pieces[1])
        let isURL = rest.count < text.count || isVersion
        self.isURL = isURL
        parts = isURL ? [] : Array(pieces.dropFirst())
        let name = pieces.first?.lowercased() ?? ""
        let isDocker = ["index.docker.io", "registry-1.docker.io"].contains(name)
        host = isDocker ? "docker.io" : name
    }

    /// Whether a repository of a host is meant.
    func holds(_ host: String, _ repository: [String]) -> Bool {
        self.host == host && repository.starts(with: parts)
    }

    /// Whether it counts before another: the longer one, then that which is no URL.
    func isBefore(_ other: AuthKey) -> Bool {
        if parts.count != other.parts.count { return parts.count > other.parts.count }
        if isURL != other.isURL { return other.isURL }
        return text.utf8.lexicographicallyPrecedes(other.text.utf8)
    }
}

private struct AuthEntry: Decodable {
    var auth: String?
    var username: String?
    var password: String?
    var identitytoken: String?
    var registrytoken: String?

    var credential: RegistryCredential? {
        if let registrytoken, !registrytoken.isEmpty { return .bearer(registrytoken) }
        if let identitytoken, !identitytoken.isEmpty { return .identity(identitytoken) }
        if let username, let password, !username.isEmpty {
            return .basic(user: username, password: password)
        }
        guard let auth, let bytes = Base64.bytes(of: auth.utf8),
            let text = String(validating: bytes, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        // Docker's own programs pad the password with zeros.
        let password = text[text.index(after: colon)...]
        return .basic(
            user: String(text[..<colon]),
            password: String(password.prefix { $0 != "\0" })
        )
    }
}
