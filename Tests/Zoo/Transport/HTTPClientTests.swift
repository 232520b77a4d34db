import FrankenFailures
import FrankenTransport
import Testing

@Suite("HTTP client")
struct HTTPClientTests {
    private let server: TestServer
    private let client = HTTPClient(.quick)

    init() throws { server = try TestServer("fault_server") }

    private func get(_ path: String, limit: Int = 1 << 20) throws -> HTTPResponse {
        try client.send(HTTPRequest(.get, server.url(path)), limit: limit)
    }

    private func code(_ body: () throws -> Void) -> TransportError.Code? {
        do {
            try body()
            return nil
        } catch let error as TransportError {
            return error.code
        } catch {
            Issue.record(error)
            return nil
        }
    }

    @Test("A whole and a chunked answer arrive byte for byte, and nothing compressed is asked for")
    func whole() throws {
        #expect(try get("ok").body == TestServer.blob)
        #expect(try get("chunked").body == TestServer.blob)
        let headers = try server.requests("ok")[0].headers
        #expect(headers["accept-encoding"] == "identity")
        #expect(headers["user-agent"] == "frankensplit-zoo")
        #expect(headers["authorization"] == nil)
    }

    @Test(
        "What the protocol does not allow is refused at once",
        arguments: [
            ("gzip", TransportError.Code.protocolViolation), ("loop/a", .protocolViolation),
            ("far", .protocolViolation), ("junk", .protocolViolation),
            ("headers/500/10", .protocolViolation), ("headers/20/9000", .protocolViolation),
            ("endless", .tooLarge), ("nothing", nil),
        ]
    )
    func refused(path: String, expected: TransportError.Code?) throws {
        #expect(code { _ = try get(path) } == expected)
        let first = String(path.prefix { $0 != "/" })
        #expect(try server.requests(first).count <= 6)
        #expect(try server.seen().bytes < 32 << 20)
    }

    @Test("A server that lies about the length is caught")
    func lengths() throws {
        #expect(code { _ = try get("length-plus") } == .temporary)
        #expect(try get("length-minus").body.count == TestServer.blobByteCount - 1)
    }

    @Test(
        "Stalls, drips and silence end after the time that is allowed",
        arguments: [
            "stall", "drip", "silent",
        ]
    )
    func slow(path: String) throws {
        var options = HTTPOptions.quick
        options.retry.limit = 0
        let client = HTTPClient(options)
        let start = ContinuousClock.now
        #expect(
            code { _ = try client.send(HTTPRequest(.get, server.url(path)), limit: 1 << 20) }
                == .temporary
        )
        #expect(ContinuousClock.now - start < .seconds(8))
    }

    @Test(
        "Busy servers are asked again, at most five times",
        arguments: [
            ("status/500/3", 4), ("status/502/3", 4), ("status/503/3", 4), ("status/408/1", 2),
            ("status/429/5", 6),
        ]
    )
    func retried(path: String, count: Int) throws {
        #expect(try get(path).body == TestServer.blob)
        #expect(try server.requests("status").count == count)
    }

    @Test("Other statuses are not asked again, and six failures are enough")
    func notRetried() throws {
        #expect(try get("status/404/1").status == 404)
        #expect(try server.requests("status").count == 1)
        #expect(code { _ = try get("status/503/99") } == .temporary)
        #expect(try server.requests("status").count == 7)
    }

    @Test(
        "Retry-After in seconds or as a date is waited for; a huge one is not",
        arguments: [
            ("1", 1.0, true), ("date", 1.0, true), ("3600", 0.0, false),
            ("99999999999999999999", 0, false),
        ]
    )
    func retryAfter(value: String, least: Double, succeeds: Bool) throws {
        let start = ContinuousClock.now
        let code = code { _ = try get("retry-after/\(value)") }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        #expect(code == (succeeds ? nil : .temporary))
        #expect(seconds >= least * 0.9 && seconds < 5)
    }

    @Test("A redirect to another host carries no credentials, and from https never leads to http")
    func redirects() throws {
        let other = try TestServer("fault_server")
        let target = try other.url("ok").description.utf8.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        var request = HTTPRequest(.get, try server.url("to/\(target)"))
        request.headers["Authorization"] = "Basic c2VjcmV0"
        #expect(try client.send(request, limit: 1 << 20).body == TestServer.blob)
        #expect(try server.requests("to")[0].headers["authorization"] == "Basic c2VjcmV0")
        #expect(try other.requests("ok")[0].headers["authorization"] == nil)
    }

    @Test(
        "A redirect to another scheme, a file or a name of someone is refused",
        arguments: [
            "file:///etc/passwd", "ftp://example.org/", "http://user@127.0.0.1/", "gopher://x/",
            "http://127.0.0.1:99999/", "http://2130706433/",
        ]
    )
    func hostileRedirects(target: String) throws {
        let hex = target.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(code { _ = try get("to/\(hex)") } == .protocolViolation)
    }

    @Test("Plain HTTP goes to this machine only")
    func plain() {
        #expect(
            code {
                _ = try client.send(HTTPRequest(.get, HTTPURL("http://example.invalid/")), limit: 1)
            } == .untrusted
        )
        let hex = "http://example.invalid/".utf8.map { String($0, radix: 16) }.joined()
        #expect(code { _ = try get("to/\(hex)") } == .untrusted)
    }

    @Test("A host without an address and a port without a listener are unavailable")
    func unreachable() throws {
        var options = HTTPOptions.quick
        options.retry.limit = 1
        let client = HTTPClient(options)
        let name = try HTTPURL("https://no-such-host.invalid/")
        #expect(code { _ = try client.send(HTTPRequest(.get, name), limit: 1) } == .unavailable)
        let port = try HTTPURL("http://127.0.0.1:1/")
        #expect(code { _ = try client.send(HTTPRequest(.get, port), limit: 1) } == .unavailable)
    }

    @Test("Offline, nothing is asked, and the message says what was wanted")
    func offline() throws {
        var options = HTTPOptions.quick
        options.isOffline = true
        let client = HTTPClient(options)
        do {
            _ = try client.send(HTTPRequest(.get, server.url("ok?sig=secret")), limit: 1 << 20)
            Issue.record("something was fetched")
        } catch let error as TransportError {
            #expect(error.code == .offline)
            #expect(error.kind == .unreachable)
            #expect(error.message.contains("/ok "))
            #expect(!error.message.contains("secret"))
        }
        #expect(try server.requests("ok").isEmpty)
    }

    @Test("A transfer stops within a second or so of being asked to")
    func cancelled() throws {
        let start = ContinuousClock.now
        let cancellation = Cancellation { ContinuousClock.now - start > .milliseconds(300) }
        #expect(
            code {
                _ = try client.send(
                    HTTPRequest(.get, server.url("stall")),
                    limit: 1 << 20,
                    cancellation: cancellation
                )
            } == .cancelled
        )
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test("A body is sent as it is, also one that is made on the way")
    func upload() throws {
        let body = HTTPBody(byteCount: 200_000) { offset, limit in
            (offset..<min(offset + min(limit, 9999), 200_000)).map { UInt8($0 % 251) }
        }
        let request = HTTPRequest(.put, try server.url("ok"), body: body)
        #expect(try client.send(request, limit: 1 << 20).status == 200)
        #expect(try server.requests("ok")[0].headers["content-length"] == "200000")
    }

    @Test("A header that would be two is never sent")
    func splitHeader() throws {
        var request = HTTPRequest(.get, try server.url("ok"))
        request.headers["Authorization"] = "x\r\nX-Other: y"
        #expect(code { _ = try client.send(request, limit: 1 << 20) } == .badConfiguration)
    }
}
