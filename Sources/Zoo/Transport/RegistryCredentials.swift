public import FrankenBundle
internal import FrankenFiles

/// Who one is to a registry.
public enum RegistryCredential: Sendable, Equatable {
    /// A name and a password or access token.
    case basic(user: String, password: String)
    /// A token that is sent as it is.
    case bearer(String)
    /// A token that a registry's token service gives others for, as `docker login` may keep it.
    case identity(String)
}

/// The credentials of registries, each for one host or a part of it, and never sent to another.
public struct RegistryCredentials: Sendable {
    /// A file that is read when a registry asks.
    private struct Place {
        let path: String
        /// Whether somebody named it, so that it should be there.
        let isNamed: Bool
    }

    /// What is known for a repository.
    struct Finding: Sendable, Equatable {
        var credential: RegistryCredential?
        /// Why there may be more than was found, for the end of a message.
        var note = ""
    }

    /// By host, with the port when it is not the scheme's own.
    private var hosts: [String: RegistryCredential]
    private var own: [AuthFile] = []
    private var places: [Place] = []

    /// Credentials at hand, by host.
    public init(_ hosts: [String: RegistryCredential] = [:]) {
        self.hosts = hosts
    }

    /// What an environment has: `ZOO_REGISTRY_HOST` with `ZOO_REGISTRY_TOKEN`, or with
    /// `ZOO_REGISTRY_USER` and `ZOO_REGISTRY_PASSWORD`; then the files of Podman and Docker.
    ///
    /// The host is asked for so that the password never goes to whichever registry a reference
    /// happens to name. The files are `$REGISTRY_AUTH_FILE`; without it
    /// `$XDG_RUNTIME_DIR/containers/auth.json`, `$XDG_CONFIG_HOME/containers/auth.json` and
    /// `$DOCKER_CONFIG/config.json`, the last two below `$HOME` when not set. They are read when a
    /// registry asks who one is.
    ///
    /// - Parameter environment: Names and values, as of the process.
    public init(environment: [String: String]) {
        hosts = [:]
        places = Self.places(environment)
        guard let host = environment["ZOO_REGISTRY_HOST"], !host.isEmpty else { return }
        if let token = environment["ZOO_REGISTRY_TOKEN"], !token.isEmpty {
            hosts[host] = .bearer(token)
        } else if let user = environment["ZOO_REGISTRY_USER"],
            let password = environment["ZOO_REGISTRY_PASSWORD"]
        {
            hosts[host] = .basic(user: user, password: password)
        }
    }

    private static func places(_ environment: [String: String]) -> [Place] {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        if let path = value("REGISTRY_AUTH_FILE") { return [Place(path: path, isNamed: true)] }
        let home = value("HOME")
        let podman = [
            value("XDG_RUNTIME_DIR"), value("XDG_CONFIG_HOME") ?? home.map { "\($0)/.config" },
        ]
        let docker = value("DOCKER_CONFIG") ?? home.map { "\($0)/.docker" }
        let paths =
            podman.compactMap(\.self).map { "\($0)/containers/auth.json" }
            + [docker].compactMap(\.self).map { "\($0)/config.json" }
        return paths.map { Place(path: $0, isNamed: false) }
    }

    /// Reads a file of the zoo's own, in the form of docker's `config.json`.
    ///
    /// - Parameter file: The file; none when it is not there. Nobody but its owner may read it.
    /// - Throws: ``TransportError`` with code `.badConfiguration`.
    public init(file: String) throws(TransportError) {
        hosts = [:]
        if let content = try AuthFile.read(file, isOwn: true) { own = [content] }
    }

    /// These and others; the others win.
    public func merging(_ others: RegistryCredentials) -> RegistryCredentials {
        var merged = RegistryCredentials(hosts.merging(others.hosts) { $1 })
        merged.own = others.own + own
        merged.places = others.places + places
        return merged
    }

    /// Who one is to the registry of a reference.
    ///
    /// The environment counts before the zoo's own file, and that before those of other programs.
    public func credential(for reference: RegistryReference) -> RegistryCredential? {
        finding(reference).credential
    }

    func finding(_ reference: RegistryReference) -> Finding {
        if let known = hosts[reference.authority] { return Finding(credential: known) }
        var notes: [String] = []
        func take(_ file: AuthFile) -> RegistryCredential? {
            switch file.match(reference) {
            case .credential(let credential): return credential
            case .helper(let name):
                notes.append(
                    "\(FilesError.quoted(file.path)) leaves the credentials of "
                        + "\(reference.authority) to docker-credential-\(name), which is not run "
                        + "here. Set ZOO_REGISTRY_HOST, ZOO_REGISTRY_USER and "
                        + "ZOO_REGISTRY_PASSWORD instead."
                )
                return nil
            case nil: return nil
            }
        }
        for file in own {
            if let credential = take(file) { return Finding(credential: credential) }
        }
        for place in places {
            do throws(TransportError) {
                if let file = try AuthFile.read(place.path, isOwn: false) {
                    if let credential = take(file) { return Finding(credential: credential) }
                } else if place.isNamed {
                    notes.append(
                        "REGISTRY_AUTH_FILE names \(FilesError.quoted(place.path)), which is not "
                            + "there."
                    )
                }
            } catch {
                // A registry may let everybody in, whatever other programs' files are like.
                notes.append(error.message)
            }
        }
        return Finding(credential: nil, note: notes.map { " " + $0 }.joined())
    }
}
