import Foundation
import FrankenBundle
import FrankenTransport
import Testing

@Suite("Credentials in files, the zoo's own and those of Docker and Podman")
struct CredentialFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func encoded(_ user: String) -> String {
        // A user's name has no colon.
        Data("\(user.replacing(":", with: "~")):secret".utf8).base64EncodedString()
    }

    @discardableResult
    private func write(_ text: String, _ name: String, mode: Int = 0o600) throws -> String {
        let path = "\(folder.path)/\(name)"
        let parent = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func auths(_ keys: String...) -> String {
        let entries = keys.map { #""\#($0)": {"auth": "\#(encoded($0))"}"# }
        return #"{"auths": {\#(entries.joined(separator: ", "))}}"#
    }

    private func user(_ credentials: RegistryCredentials, _ place: String) throws -> String? {
        let reference = try RegistryReference("oci://\(place):1")
        guard case .basic(let user, "secret") = credentials.credential(for: reference) else {
            return nil
        }
        return user
    }

    @Test("The longest key that a repository begins with counts, whatever the order")
    func longest() throws {
        let keys = ["h.org:5000", "h.org:5000/a", "h.org:5000/a/b", "https://h.org:5000/v1/"]
        for shift in keys.indices {
            let turned = Array(keys[shift...] + keys[..<shift])
            let text = auths(turned[0], turned[1], turned[2], turned[3])
            let credentials = try RegistryCredentials(file: write(text, "\(shift).json"))
            for (place, expected) in [
                ("h.org:5000/a/b/c", "h.org:5000/a/b"), ("h.org:5000/a/b", "h.org:5000/a/b"),
                ("h.org:5000/a/bc", "h.org:5000/a"), ("h.org:5000/other", "h.org:5000"),
                ("H.org:5000/ab", "h.org:5000"),
            ] {
                let wanted = expected.replacing(":", with: "~")
                #expect(try user(credentials, place) == wanted, "\(place)")
            }
            #expect(try user(credentials, "h.org/a") == nil)
            #expect(try user(credentials, "h.org.evil.com:5000/a") == nil)
        }
    }

    @Test("Docker's old keys are URLs, its own registry has several names, zeros pad no password")
    func docker() throws {
        let padded = Data("me:secret\0\0".utf8).base64EncodedString()
        let file = try write(
            """
            {"auths": {"https://index.docker.io/v1/": {"auth": "\(padded)"},
            "http://old.org/v2/": {"auth": "\(encoded("old"))"}, "empty.org": {}}}
            """,
            "config.json"
        )
        let credentials = try RegistryCredentials(file: file)
        #expect(try user(credentials, "docker.io/library/x") == "me")
        #expect(try user(credentials, "registry-1.docker.io/library/x") == "me")
        #expect(try user(credentials, "old.org/x") == "old")
        #expect(try user(credentials, "empty.org/x") == nil)
    }

    @Test("Environment, own file, Podman's, Docker's: the first that has the host counts")
    func places() throws {
        let home = "\(folder.path)/home"
        try write(
            auths("a.org", "b.org", "c.org", "d.org"),
            "home/.docker/config.json",
            mode: 0o644
        )
        try write(auths("a.org", "b.org", "c.org"), "home/.config/containers/auth.json")
        try write(auths("a.org", "b.org"), "run/containers/auth.json")
        func users(_ variables: [String: String]) throws -> [String?] {
            let credentials = RegistryCredentials(environment: variables)
            return try ["a", "b", "c", "d"].map { try user(credentials, "\($0).org/x") }
        }
        let all = ["a.org", "b.org", "c.org", "d.org"]
        #expect(try users(["HOME": home]) == all)
        #expect(try users(["HOME": home, "XDG_RUNTIME_DIR": "\(folder.path)/run"]) == all)
        #expect(try users([:]) == [nil, nil, nil, nil])
        let podman = ["XDG_RUNTIME_DIR": "\(folder.path)/run"]
        #expect(try users(podman) == ["a.org", "b.org", nil, nil])
        let docker = ["DOCKER_CONFIG": "\(home)/.docker", "XDG_CONFIG_HOME": "/none"]
        #expect(try users(docker) == all)
        // A file that is named replaces those.
        let named = try write(auths("c.org"), "named.json")
        #expect(
            try users(["HOME": home, "REGISTRY_AUTH_FILE": named]) == [nil, nil, "c.org", nil]
        )
        let own = try RegistryCredentials(file: write(auths("d.org", "d.org/x"), "own.json"))
        let both = own.merging(
            RegistryCredentials(environment: [
                "HOME": home, "ZOO_REGISTRY_HOST": "a.org", "ZOO_REGISTRY_USER": "env",
                "ZOO_REGISTRY_PASSWORD": "secret",
            ])
        )
        #expect(try user(both, "a.org/x") == "env")
        #expect(try user(both, "d.org/x") == "d.org/x")
        #expect(try user(both, "b.org/x") == "b.org")
    }

    @Test("An identity token is exchanged for a token at the registry's token service")
    func identity() throws {
        let server = try TestServer("fault_server")
        let file = try write(
            #"{"auths": {"127.0.0.1:\#(server.port)": {"auth": "\#(encoded("me"))", "#
                + #""identitytoken": "kept=secret"}}}"#,
            "identity.json"
        )
        let registry = Registry(
            client: HTTPClient(.quick),
            credentials: try RegistryCredentials(file: file),
            isPlain: true
        )
        let reference = try RegistryReference("oci://127.0.0.1:\(server.port)/exchange:1")
        #expect(throws: Never.self) { try registry.resolve(reference) }
        let asked = try server.requests("token")
        #expect(asked.map(\.method) == ["POST"] && asked.map(\.path) == ["/token/exchange"])
        #expect(asked.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test("What is not read is said when a registry refuses")
    func refused() throws {
        let server = try TestServer("fault_server")
        let host = "127.0.0.1:\(server.port)"
        let cases = [
            (#"{"credsStore": "desktop"}"#, "docker-credential-desktop"),
            (
                #"{"credHelpers": {"\#(host)": "ours"}, "credsStore": "x"}"#,
                "docker-credential-ours"
            ),
            ("{", "not JSON"),
        ]
        for (text, word) in cases {
            let path = try write(text, "refused.json")
            let error = try #require(throws: TransportError.self) {
                try resolve(host, ["REGISTRY_AUTH_FILE": path])
            }
            #expect(error.code == .unauthorized)
            #expect(error.message.contains(word) && error.message.contains(path), "\(error)")
        }
        let error = try #require(throws: TransportError.self) {
            try resolve(host, ["REGISTRY_AUTH_FILE": "/no/such.json"])
        }
        #expect(error.message.contains("/no/such.json"), "\(error)")
        // Others' programs do not keep anybody from a registry that lets all in.
        #expect(throws: Never.self) {
            try resolve(host, ["REGISTRY_AUTH_FILE": "/no/such.json"], repository: "lying")
        }
    }

    private func resolve(
        _ host: String,
        _ environment: [String: String],
        repository: String = "locked"
    ) throws {
        let registry = Registry(
            client: HTTPClient(.quick),
            credentials: RegistryCredentials(environment: environment),
            isPlain: true
        )
        _ = try registry.resolve(RegistryReference("oci://\(host)/\(repository):1"))
    }
}
