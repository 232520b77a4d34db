internal import FrankenBundle
internal import FrankenBytes
internal import FrankenCrypto
internal import FrankenFiles

/// Who one is to a registry.
public enum RegistryCredential: Sendable, Equatable {
    /// A name and a password or access token.
    case basic(user: String, password: String)
    /// A token that is sent as it is.
    case bearer(String)
}

/// The credentials of registries, each for one host and never sent to another.
public struct RegistryCredentials: Sendable {
    private static let byteLimit = 1 << 20

    /// By host, with the port when it is not the scheme's own.
    public private(set) var hosts: [String: RegistryCredential]

    /// Credentials at hand, by host.
    public init(_ hosts: [String: RegistryCredential] = [:]) {
        self.hosts = hosts
    }

    /// What an environment has: `ZOO_REGISTRY_HOST` with `ZOO_REGISTRY_TOKEN`, or with
    /// `ZOO_REGISTRY_USER` and `ZOO_REGISTRY_PASSWORD`.
    ///
    /// The host is asked for so that the password never goes to whichever registry a reference
    /// happens to name.
    ///
    /// - Parameter environment: Names and values, as of the process.
    public init(environment: [String: String]) {
        hosts = [:]
        guard let host = environment["ZOO_REGISTRY_HOST"], !host.isEmpty else { return }
        if let token = environment["ZOO_REGISTRY_TOKEN"], !token.isEmpty {
            hosts[host] = .bearer(token)
        } else if let user = environment["ZOO_REGISTRY_USER"],
            let password = environment["ZOO_REGISTRY_PASSWORD"]
        {
            hosts[host] = .basic(user: user, password: password)
        }
    }

    private static func readable(_ path: String) -> FilesError {
        FilesError(.notPermitted, path: path, "Others may read it.")
    }

    /// Reads the `auths` of a file in the form of docker's `config.json`.
    ///
    /// - Parameter file: The file; none when it is not there. Nobody but its owner may read it.
    /// - Throws: ``TransportError`` with code `.badConfiguration`.
    public init(file: String) throws(TransportError) {
        let bytes: [UInt8]
        do throws(FilesError) {
            let opened = try OpenFile(path: file)
            guard opened.status.mode & 0o077 == 0, opened.status.isOwn else {
                throw Self.readable(file)
            }
            bytes = try opened.bytes(limit: Self.byteLimit)
        } catch {
            switch error.code {
            case .notFound, .notAFolder:
                hosts = [:]
                return
            case .tooLarge: throw Self.unusable("it is too long")
            case .notPermitted where error.systemErrorNumber == 0:
                throw Self.unusable("others may read it; run 'chmod 600' on it")
            default: throw Self.unusable("it cannot be read")
            }
        }
        var decoder = StrictJSONDecoder(
            limits: JSONParser.Limits(depth: 16, byteCount: Self.byteLimit, valueCount: 100_000)
        )
        decoder.unknownFields = .ignored
        let content: AuthFile
        do {
            content = try decoder.decode(from: bytes)
        } catch {
            // The reason could quote a password.
            throw Self.unusable("it is not JSON in the form of docker's config.json")
        }
        hosts = [:]
        for (name, entry) in content.auths ?? [:] {
            hosts[Self.host(name)] = entry.credential
        }
    }

    /// These and others; the others win.
    public func merging(_ others: RegistryCredentials) -> RegistryCredentials {
        RegistryCredentials(hosts.merging(others.hosts) { $1 })
    }

    subscript(reference: RegistryReference) -> RegistryCredential? { hosts[reference.authority] }

    private static func host(_ name: String) -> String {
        let name = name.firstRange(of: "://").map { name[$0.upperBound...] } ?? name[...]
        return name.prefix { $0 != "/" }.lowercased()
    }

    private static func unusable(_ reason: String) -> TransportError {
        TransportError(
            .badConfiguration,
            "The file of registry credentials is not used: \(reason)."
        )
    }
}

private struct AuthFile: Decodable {
    struct Entry: Decodable {
        var auth: String?
        var username: String?
        var password: String?
        var registrytoken: String?

        var credential: RegistryCredential? {
            if let registrytoken, !registrytoken.isEmpty { return .bearer(registrytoken) }
            if let username, let password, !username.isEmpty {
                return .basic(user: username, password: password)
            }
            guard let auth, let bytes = Base64.bytes(of: auth.utf8),
                let text = String(validating: bytes, as: UTF8.self),
                let colon = text.firstIndex(of: ":")
            else { return nil }
            return .basic(
                user: String(text[..<colon]),
                password: String(text[text.index(after: colon)...])
            )
        }
    }

    var auths: [String: Entry]?
}
