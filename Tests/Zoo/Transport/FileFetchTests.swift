import Foundation
import FrankenCrypto
import FrankenTransport
import Testing

@Suite("Documents and files by URL")
struct FileFetchTests {
    private let server: TestServer
    private let folder: TemporaryFolder
    private let fetch: FileFetch

    init() throws {
        server = try TestServer("fault_server")
        folder = try TemporaryFolder()
        var options = DownloadOptions(cacheFolder: folder.path)
        options.segmentByteCount = 64 << 10
        options.smallByteCount = 0
        options.retry = HTTPOptions.quick.retry
        fetch = FileFetch(client: HTTPClient(.quick), downloader: Downloader(options))
    }

    @Test("A document comes from a server or a file, and never more of it than is allowed")
    func documents() throws {
        #expect(
            try fetch.document("http://127.0.0.1:\(server.port)/ok", limit: 300_000)
                == TestServer.blob
        )
        #expect(throws: TransportError(.tooLarge, "")) {
            try fetch.document("http://127.0.0.1:\(server.port)/ok", limit: 299_999)
        }
        let file = "\(folder.path)/an index.json"
        try Data("{}".utf8).write(to: URL(filePath: file))
        let url = "file://" + file.replacing(" ", with: "%20")
        #expect(try fetch.document(url, limit: 2) == Array("{}".utf8))
        #expect(throws: TransportError(.tooLarge, "")) { try fetch.document(url, limit: 1) }
        // A name of other bytes than UTF-8.
        let bytes = Array("\(folder.path)/caf".utf8) + [0xE9]
        let stream = (bytes + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { fopen($0.baseAddress!, "w") }
        }
        fputs("[]", stream)
        fclose(stream)
        #expect(try fetch.document("file://\(folder.path)/caf%E9", limit: 2) == Array("[]".utf8))
        #expect(throws: TransportError(.notFound, "")) {
            try fetch.document("file:///no/such/file", limit: 1)
        }
    }

    @Test(
        "A file URL with another host, a query or a wrong escape is refused",
        arguments: [
            "file://example.org/x", "file:x", "file:///x?y", "file:///x#y", "file:///%0",
            "file:///%zz",
            "file:///%00", "file:///%+1",
        ]
    )
    func fileURLs(text: String) {
        #expect(throws: TransportError(.malformedReference, "")) {
            try fetch.document(text, limit: 10)
        }
    }

    @Test(
        "A file of known or unknown digest arrives whole",
        arguments: [
            "ok", "no-tag", "reset/1000", "chunked",
        ]
    )
    func files(path: String) throws {
        let url = try server.url(path)
        let file = try fetch.file(url, limit: 1 << 20)
        #expect(file.byteCount == TestServer.blobByteCount)
        #expect([UInt8](try Data(contentsOf: URL(filePath: file.path))) == TestServer.blob)
        let digest = try SHA256Hasher.digest(of: TestServer.blob)
        let checked = try fetch.file(url, digest: digest, limit: 1 << 20)
        #expect([UInt8](try Data(contentsOf: URL(filePath: checked.path))) == TestServer.blob)
        #expect(throws: TransportError(.tooLarge, "")) { try fetch.file(url, limit: 1000) }
    }

    @Test("A file with another digest than the known one is refused", arguments: ["ok", "chunked"])
    func wrong(path: String) throws {
        let digest = try SHA256Hasher.digest(of: [1])
        #expect(throws: TransportError(.wrongDigest, "")) {
            try fetch.file(server.url(path), digest: digest, limit: 1 << 20)
        }
        #expect(folder.files("files").isEmpty)
    }

    @Test(
        "Whatever is said to HEAD, GET decides",
        arguments: ["400", "401", "403", "404", "405", "410", "500", "501", "503", "200", "reset"],
        ["", "/whole", "/403", "/501"]
    )
    func refusedHead(head: String, ranges: String) throws {
        // As a signed URL has it, which is signed for GET alone.
        let url = try server.url("head/\(head)\(ranges)?X-Amz-Signature=abc")
        let file = try fetch.file(url, limit: 1 << 20)
        #expect([UInt8](try Data(contentsOf: URL(filePath: file.path))) == TestServer.blob)
        let digest = try SHA256Hasher.digest(of: TestServer.blob)
        let checked = try fetch.file(url, digest: digest, limit: 1 << 20)
        #expect([UInt8](try Data(contentsOf: URL(filePath: checked.path))) == TestServer.blob)
        // Where parts are given, a download that breaks can be gone on with.
        let parts = try server.requests("head").filter { $0.headers["range"] != nil }
        #expect(parts.count >= (ranges.isEmpty ? 10 : 1))
        #expect(throws: TransportError(.tooLarge, "")) { try fetch.file(url, limit: 1000) }
    }

    @Test(
        "What GET refuses too is told by GET's status",
        arguments: [
            (404, TransportError.Code.notFound), (403, .unauthorized), (501, .protocolViolation),
        ]
    )
    func refusedGet(status: Int, code: TransportError.Code) throws {
        #expect(throws: TransportError(code, "")) {
            try fetch.file(server.url("status/\(status)/1000"), limit: 1 << 20)
        }
    }
}
