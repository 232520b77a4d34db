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
        #expect(try HTTPURL("http://[::1]:5000").path == "/")
    }

    @Test(
        "Dots never climb above the root, escaped or not",
        arguments: [
            ("https://a/../../etc/passwd", "/etc/passwd"), ("https://a/x/%2e%2E/y", "/y"),
            ("https://a/x/..", "/"), ("https://a/x/.", "/x/"), ("https://a//b", "//b"),
        ]
    )
    func dots(text: String, path: String) throws {
        #expect(try HTTPURL(text).path == path)
    }

    @Test("What two readers could read differently is no URL")
    func refused() {
        // Not arguments: some would upset the terminal that prints them.
        for text in [
            "", "https://", "https:///x", "https://a b/", "https://a/\u{0}",
            "https://a/x\r\nHost: b", "https://user@a/", "https://user:pw@a/", "https://a\\@b/",
            "https://a/#x", "https://a:0/", "https://a:65536/", "https://a:-1/", "https://a:/",
            "https://-a/", "https://a..b/", "https://2130706433/", "https://0x7f.0.0.1/",
            "https://127.1/", "https://127.0.0.01/", "https://256.0.0.1/", "https://[::1/",
            "https://[fe80::1%25lo]/", "https://[x]/", "https://ä/", "ftp://a/",
            "file:///etc/passwd", "https:/a/", "//a/", "javascript:1", "https://a/\u{202E}",
            "https://a/" + String(repeating: "x", count: 9000),
        ] {
            #expect(throws: TransportError(.malformedReference, ""), "\(text.debugDescription)") {
                try HTTPURL(text)
            }
        }
    }

    @Test(
        "This machine is known by its names alone",
        arguments: [
            ("http://localhost/", true), ("http://127.0.0.1/", true), ("http://127.255.0.3/", true),
            ("http://[::1]/", true), ("http://127.0.0.1.example.org/", false),
            ("http://localhost.example.org/", false), ("http://10.0.0.1/", false),
            ("http://[::2]/", false),
        ]
    )
    func loopback(text: String, expected: Bool) throws {
        #expect(try HTTPURL(text).isLoopback == expected)
    }
}
