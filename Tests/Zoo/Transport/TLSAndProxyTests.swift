import Foundation
import FrankenTransport
import Testing

@Suite("TLS and proxies")
struct TLSAndProxyTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Servers/tls.sh").path()
        let process = try Process.run(
            URL(filePath: "/bin/sh"),
            arguments: [script, folder.path]
        )
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl made no certificates")
    }

    private func server(_ certificate: String) throws -> TestServer {
        try TestServer(
            "fault_server",
            ["\(folder.path)/\(certificate).pem", "\(folder.path)/\(certificate).key"]
        )
    }

    private func options(trusting: Bool = true) -> HTTPOptions {
        var options = HTTPOptions.quick
        if trusting { options.certificateAuthorityFile = "\(folder.path)/ca.pem" }
        return options
    }

    private func get(_ url: HTTPURL, _ options: HTTPOptions) throws -> [UInt8] {
        try HTTPClient(options).send(HTTPRequest(.get, url), limit: 1 << 20).body
    }

    @Test("A server is trusted by the authority of --ca-file, and not without it")
    func authority() throws {
        let server = try server("good")
        let url = try server.url("ok", scheme: "https")
        #expect(try get(url, options()) == TestServer.blob)
        #expect(throws: TransportError(.untrusted, "")) { try get(url, options(trusting: false)) }
        // Its name is bytes, which need not be UTF-8.
        let copied = try Process.run(
            URL(filePath: "/bin/sh"),
            arguments: ["-c", "cp '\(folder.path)/ca.pem' \"$(printf '\(folder.path)/ca\\351')\""]
        )
        copied.waitUntilExit()
        var other = options()
        other.certificateAuthorityFile = "\(folder.path)/ca\u{10F7E9}"
        #expect(try get(url, other) == TestServer.blob)
        var bad = options()
        bad.certificateAuthorityFile = "\(folder.path)/none.pem"
        #expect(throws: TransportError(.badConfiguration, "")) { try get(url, bad) }
    }

    @Test(
        "A certificate that expired or is of another host is refused",
        arguments: [
            "expired", "other",
        ]
    )
    func wrong(certificate: String) throws {
        let server = try server(certificate)
        let url = try server.url("ok", scheme: "https")
        #expect(throws: TransportError(.untrusted, "")) { try get(url, options()) }
        server.stop()
    }

    @Test("A redirect from https to http is not followed")
    func downgrade() throws {
        let plain = try TestServer("fault_server")
        let target = try plain.url("ok").description.utf8
            .map { String($0, radix: 16) }.joined()
        let server = try server("good")
        let url = try server.url("to/\(target)", scheme: "https")
        #expect(throws: TransportError(.untrusted, "")) { try get(url, options()) }
        #expect(try plain.requests("ok").isEmpty)
    }

    @Test("Requests go through the proxies of the environment, but not those for exceptions")
    func proxies() throws {
        let plain = try TestServer("fault_server")
        let secure = try server("good")
        let proxy = try TestServer("proxy")
        var options = options()
        options.allowsPlainHTTP = true
        options.proxies = ProxySettings(environment: [
            "http_proxy": "http://127.0.0.1:\(proxy.port)",
            "HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)",
            "NO_PROXY": "direct.invalid,.internal.invalid",
        ])
        let inTheClear = try plain.url("ok", host: "registry.test")
        #expect(try get(inTheClear, options) == TestServer.blob)
        let encrypted = try secure.url("ok", scheme: "https", host: "registry.test")
        #expect(try get(encrypted, options) == TestServer.blob)
        // This machine is reached directly.
        #expect(try get(plain.url("ok"), options) == TestServer.blob)
        options.retry.limit = 0
        for host in ["direct.invalid", "a.internal.invalid"] {
            let url = try HTTPURL("http://\(host)/")
            #expect(throws: TransportError(.unavailable, "")) { try get(url, options) }
        }
        let forbidden = try HTTPURL("https://forbidden.test/")
        #expect(throws: TransportError(.unavailable, "")) { try get(forbidden, options) }
        #expect(
            proxy.printed() == [
                "GET http://registry.test:\(plain.port)/ok",
                "CONNECT registry.test:\(secure.port)", "CONNECT forbidden.test:443",
            ]
        )
    }
}
