import FrankenTransport
import Testing

@Suite("URLs")
struct HTTPURLTests {
    @Test("A URL reads as scheme, host, port, path and query")
    func parts() throws {
        let url = try HTTPURL("HTTPS://Example.ORG:8443/a/./b/../c?x=1&y=%2F")
        #expect(url.scheme == .https)
        #expect(url.host == "example.org")
        #expect(url.port == 8443)
        #expect(url.path == "/a/c")
        #expect(url.query == "x=1&y=%2F")
        #expect(url.description == "https://example.org:8443/a/c")
        #expect(try HTTPURL("http://[::1]:5000").isLoopback)
    }
}
