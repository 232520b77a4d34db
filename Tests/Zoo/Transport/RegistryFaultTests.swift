import Foundation
import FrankenBundle
import FrankenCrypto
import FrankenTransport
import Testing

@Suite("Registries that want tokens, or lie")
struct RegistryFaultTests {
    private let server: TestServer
    private let registry: Registry

    init() throws {
        server = try TestServer("fault_server")
        registry = Registry(
            client: HTTPClient(.quick),
            credentials: RegistryCredentials([
                "127.0.0.1:\(server.port)": .basic(user: "user", password: "secret"),
                "other.example.org": .bearer("not-for-you"),
            ]),
            isPlain: true
        )
    }

    private func reference(_ name: String) throws -> RegistryReference {
        try RegistryReference("oci://127.0.0.1:\(server.port)/\(name):1")
    }

    @Test("A token is got from where the registry says, once, and used for the blob")
    func token() throws {
        let folder = try TemporaryFolder()
        var options = DownloadOptions(cacheFolder: folder.path)
        options.segmentByteCount = 64 << 10
        options.smallByteCount = 0
        options.concurrency = 1
        let store = MemoryStore()
        let descriptor = Descriptor(
            mediaType: MediaType.weights,
            digest: try SHA256Hasher.digest(of: TestServer.blob),
            size: TestServer.blobByteCount
        )
        let source = registry.source(of: descriptor.digest, in: try reference("private"))
        try Downloader(options).fetch([BlobRequest(descriptor, from: [source])], into: store)
        #expect(store.contains(descriptor.digest))
        let asked = try server.requests("token")
        #expect(asked.count == 1)
        #expect(asked[0].headers["authorization"] == "Basic dXNlcjpzZWNyZXQ=")
        #expect(asked[0].path == "/token/service?service=zoo&scope=repository%3Aprivate%3Apull")
        let blobs = try server.requests("v2")
        #expect(blobs.count == 6)
        #expect(blobs.dropFirst().allSatisfy { $0.headers["authorization"] == "Bearer abc" })
    }

    @Test(
        "Faults in what a registry says are refused",
        arguments: [
            ("broken-challenge", TransportError.Code.unauthorized), ("none", .notFound),
        ]
    )
    func faults(name: String, expected: TransportError.Code) throws {
        #expect(throws: TransportError(expected, "")) {
            try registry.resolve(reference(name))
        }
    }

    @Test("Credentials are not sent in the clear to another machine for a token")
    func downgrade() throws {
        #expect(throws: TransportError(.untrusted, "")) {
            try registry.resolve(reference("downgrade"))
        }
    }

    @Test("A manifest that is not that of the digest is refused")
    func lying() throws {
        let digest = try SHA256Hasher.digest(of: [1, 2, 3])
        let fixed = try reference("lying").with(tag: nil, digest: digest)
        #expect(throws: TransportError(.wrongDigest, "")) { try registry.resolve(fixed) }
    }

    @Test(
        "A registry that does not say whether it has a blob is sent it",
        arguments: [403, 404, 405, 410, 501]
    )
    func refusedHead(status: Int) throws {
        let store = MemoryStore()
        let blob = try store.add(TestServer.blob)
        let outcome = try registry.push(blob, from: store, to: reference("refuses/\(status)"))
        #expect(outcome == .sent)
    }

    @Test("An upload goes on after the last byte that the registry says it has")
    func partialUpload() throws {
        let store = MemoryStore()
        let large = try store.add((0..<(9 << 20)).map { UInt8(truncatingIfNeeded: $0 / 251) })
        #expect(try registry.push(large, from: store, to: reference("partial")) == .sent)
        let patches = try server.requests("v2").filter { $0.method == "PATCH" }
        // Those that broke are not noted, and one may have been sent again as it was.
        let ranges = patches.compactMap { $0.headers["content-range"] }
        #expect(ranges.last == "8400000-9437183")
        let resumed = ranges.dropLast().last
        #expect(resumed == "1000000-8399999" || resumed == "2000000-8399999")
    }
}
