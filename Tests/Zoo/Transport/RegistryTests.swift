import Foundation
import FrankenBundle
import FrankenCrypto
import FrankenTransport
import Synchronization
import Testing

@Suite("A real registry")
struct RegistryTests {
    private let server: RealRegistry?
    private let folder: TemporaryFolder
    private let store = MemoryStore()

    init() throws {
        server = try RealRegistry.start()
        folder = try TemporaryFolder()
    }

    private var registry: Registry { Registry(client: HTTPClient(.quick), isPlain: true) }

    private func downloader() -> Downloader {
        var options = DownloadOptions(cacheFolder: folder.path)
        options.smallByteCount = 1000
        options.segmentByteCount = 1 << 20
        return Downloader(options)
    }

    /// Made-up bytes that do not repeat.
    private func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            withUnsafeBytes(of: state) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
    }

    private func manifest(_ layers: [Descriptor]) throws -> [UInt8] {
        let config = try store.add(Array("{}".utf8), mediaType: MediaType.empty)
        return try ImageManifest(
            artifactType: MediaType.modelManifest,
            config: config,
            layers: layers
        ).bytes()
    }

    private func push(
        _ manifest: [UInt8],
        _ reference: RegistryReference,
        mountable: [String] = [],
        _ registry: Registry
    ) throws -> [PushOutcome] {
        let outcomes = try ImageManifest(bytes: manifest).blobs.map { blob in
            try registry.push(blob, from: store, to: reference, mountable: mountable)
        }
        _ = try registry.put(manifest, mediaType: MediaType.imageManifest, to: reference)
        return outcomes
    }

    @Test("What is pushed comes back with the same digest and bytes, a large blob in chunks too")
    func roundTrip() throws {
        guard let server else { return }
        // Two chunks of 8 MiB and some more.
        let large = try store.add(bytes(17 << 20, seed: 1))
        let manifest = try manifest([large, store.add(bytes(5000, seed: 2))])
        let reference = try RegistryReference("oci://\(server.host)/zoo/swin-b:1.0")
        #expect(try push(manifest, reference, registry) == [.sent, .sent, .sent])
        #expect(try push(manifest, reference, registry) == [.present, .present, .present])

        let resolved = try registry.resolve(reference)
        #expect(resolved.bytes == manifest)
        #expect(try resolved.descriptor.digest == SHA256Hasher.digest(of: manifest))
        #expect(resolved.descriptor.mediaType == MediaType.imageManifest)
        let fixed = reference.with(tag: nil, digest: resolved.descriptor.digest)
        #expect(try registry.resolve(fixed).bytes == manifest)

        let received = MemoryStore()
        let requests = try ImageManifest(bytes: manifest).blobs.map {
            BlobRequest($0, from: [registry.source(of: $0.digest, in: reference)])
        }
        try downloader().fetch(requests, into: received)
        #expect(received.blobs.withLock { $0 } == store.blobs.withLock { $0 })
        #expect(try registry.tags(of: reference) == ["1.0"])
        #expect(throws: TransportError(.notFound, "")) {
            try registry.resolve(reference.with(tag: "2.0", digest: nil))
        }
        #expect(throws: TransportError(.notFound, "")) {
            try registry.tags(of: RegistryReference("oci://\(server.host)/none"))
        }
    }

    @Test("A large blob is gone on with where the connection broke")
    func brokenUpload() throws {
        guard let server else { return }
        // The line breaks in the middle of the second chunk of 8 MiB, three times.
        let port = server.host.split(separator: ":")[1]
        let line = try TestServer("cut_proxy", [String(port), "12000000", "3"])
        let reference = try RegistryReference("oci://127.0.0.1:\(line.port)/zoo/large:1.0")
        let large = try store.add(bytes(17 << 20, seed: 7))
        #expect(try registry.push(large, from: store, to: reference) == .sent)
        #expect(try registry.has(large.digest, in: reference))
    }

    @Test("Three bundles with one encoder are three pushes and one stored encoder")
    func shared() throws {
        guard let server else { return }
        let encoder = try store.add(bytes(300_000, seed: 3))
        var outcomes: [[PushOutcome]] = []
        for (index, name) in ["swin-b", "resnet101", "convnext-b"].enumerated() {
            let decoder = try store.add(bytes(1000 + index, seed: UInt64(10 + index)))
            outcomes.append(
                try push(
                    manifest([encoder, decoder]),
                    RegistryReference("oci://\(server.host)/zoo/\(name):1"),
                    mountable: ["zoo/swin-b"],
                    registry
                )
            )
        }
        #expect(outcomes[0] == [.sent, .sent, .sent])
        #expect(outcomes[1] == [.mounted, .mounted, .sent])
        #expect(outcomes[2] == [.mounted, .mounted, .sent])
        // A manifest, a decoder for each of three, one encoder and one config.
        let blobs = server.folder.files("data").filter {
            $0.contains("/blobs/sha256/") && $0.hasSuffix("/data")
        }
        #expect(blobs.count == 3 + 3 + 1 + 1)
        #expect(blobs.filter { $0.contains(encoder.digest.hex) }.count == 1)
    }

    @Test("Signatures are found by the subject's digest, through the fallback tag")
    func signatures() throws {
        guard let server else { return }
        let manifest = try manifest([store.add(bytes(5000, seed: 4))])
        let reference = try RegistryReference("oci://\(server.host)/zoo/swin-b:1.0")
        _ = try push(manifest, reference, registry)
        let subject = try registry.resolve(reference).descriptor
        let find = {
            try registry.documents(
                about: subject.digest,
                in: reference,
                mediaType: MediaType.minisign,
                artifactType: MediaType.signatureArtifact
            )
        }
        #expect(try find().isEmpty)
        for text in ["first", "second", "first"] {
            _ = try registry.attach(
                Array(text.utf8),
                mediaType: MediaType.minisign,
                artifactType: MediaType.signatureArtifact,
                to: subject,
                in: reference
            )
        }
        #expect(try find() == [Array("first".utf8), Array("second".utf8)])
        let tag = "sha256-\(subject.digest.hex)"
        #expect(try registry.tags(of: reference).sorted() == ["1.0", tag])
        #expect(
            try registry.referrers(
                of: subject.digest,
                in: reference,
                artifactType: "application/other"
            ).isEmpty
        )
    }

    @Test("skopeo reads what is pushed here, and the other way round, with the same digest")
    func skopeo() throws {
        guard let server else { return }
        guard let skopeo = RealRegistry.path(of: "skopeo") else {
            print("skipped: skopeo is not installed")
            return
        }
        let manifest = try manifest([store.add(bytes(300_000, seed: 5))])
        let digest = try SHA256Hasher.digest(of: manifest)
        let reference = try RegistryReference("oci://\(server.host)/zoo/ours:1.0")
        _ = try push(manifest, reference, registry)
        let layout = "\(folder.path)/layout"
        let copied = try RealRegistry.run(
            skopeo,
            [
                "--insecure-policy", "copy", "--src-tls-verify=false",
                "docker://\(server.host)/zoo/ours:1.0", "oci:\(layout):1.0",
            ]
        )
        #expect(copied != nil)
        #expect(FileManager.default.fileExists(atPath: "\(layout)/blobs/sha256/\(digest.hex)"))
        let pushed = try RealRegistry.run(
            skopeo,
            [
                "--insecure-policy", "copy", "--dest-tls-verify=false", "oci:\(layout):1.0",
                "docker://\(server.host)/zoo/theirs:2.0",
            ]
        )
        #expect(pushed != nil)
        let theirs = try RegistryReference("oci://\(server.host)/zoo/theirs:2.0")
        #expect(try registry.resolve(theirs).descriptor.digest == digest)
        #expect(try registry.resolve(theirs).bytes == manifest)
    }

    @Test("A registry with passwords lets in who has one, by file or environment")
    func passwords() throws {
        // 'secret' under bcrypt, as htpasswd -B writes it.
        let line = "user:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n"
        guard let server = try RealRegistry.start(passwords: line) else { return }
        let reference = try RegistryReference("oci://\(server.host)/zoo/secret:1.0")
        let manifest = try manifest([store.add(bytes(5000, seed: 6))])
        #expect(throws: TransportError(.unauthorized, "")) {
            try push(manifest, reference, registry)
        }
        let file = "\(folder.path)/auth.json"
        let token = Data("user:secret".utf8).base64EncodedString()
        try Data(#"{"auths":{"http://\#(server.host)/v1/":{"auth":"\#(token)"}},"x":1}"#.utf8)
            .write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        #expect(throws: TransportError(.badConfiguration, "")) {
            try RegistryCredentials(file: file)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let known = Registry(
            client: HTTPClient(.quick),
            credentials: try RegistryCredentials(file: file),
            isPlain: true
        )
        #expect(try push(manifest, reference, known) == [.sent, .sent])
        let environment = RegistryCredentials(environment: [
            "ZOO_REGISTRY_HOST": server.host, "ZOO_REGISTRY_USER": "user",
            "ZOO_REGISTRY_PASSWORD": "secret",
        ])
        let other = Registry(
            client: HTTPClient(.quick),
            credentials: environment,
            isPlain: true
        )
        #expect(try other.resolve(reference).bytes == manifest)
        let wrong = Registry(
            client: HTTPClient(.quick),
            credentials: RegistryCredentials([
                server.host: .basic(user: "user", password: "wrong")
            ]),
            isPlain: true
        )
        #expect(throws: TransportError(.unauthorized, "")) { try wrong.resolve(reference) }
    }
}
