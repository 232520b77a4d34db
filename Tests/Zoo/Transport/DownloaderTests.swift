import Foundation
import FrankenBundle
import FrankenCrypto
import FrankenTransport
import Synchronization
import Testing

@Suite("Downloads in segments")
struct DownloaderTests {
    private static let segmentByteCount = 64 << 10

    private let server: TestServer
    private let folder: TemporaryFolder
    private let store = MemoryStore()

    init() throws {
        server = try TestServer("fault_server")
        folder = try TemporaryFolder()
    }

    private func downloader(_ change: (inout DownloadOptions) -> Void = { _ in }) -> Downloader {
        var options = DownloadOptions(cacheFolder: folder.path)
        options.segmentByteCount = Self.segmentByteCount
        options.smallByteCount = 0
        options.retry = HTTPOptions.quick.retry
        change(&options)
        return Downloader(options)
    }

    /// What the processes that are killed download with.
    private static func options(_ cacheFolder: String) -> DownloadOptions {
        var options = DownloadOptions(cacheFolder: cacheFolder)
        options.segmentByteCount = segmentByteCount
        options.smallByteCount = 0
        options.concurrency = 1
        return options
    }

    private func descriptor() throws -> Descriptor {
        Descriptor(
            mediaType: MediaType.weights,
            digest: try SHA256Hasher.digest(of: TestServer.blob),
            size: TestServer.blobByteCount
        )
    }

    private func segments(_ bytes: [UInt8] = TestServer.blob) throws -> BlobSegments {
        BlobSegments(
            size: Self.segmentByteCount,
            digests: try stride(from: 0, to: bytes.count, by: Self.segmentByteCount).map { start in
                let end = min(start + Self.segmentByteCount, bytes.count)
                return try SHA256Hasher.digest(of: Array(bytes[start..<end]))
            }
        )
    }

    private func fetch(
        _ paths: String...,
        segments: BlobSegments? = nil,
        with downloader: Downloader? = nil
    ) throws {
        let client = HTTPClient(.quick)
        let request = BlobRequest(
            try descriptor(),
            from: try paths.map { URLSource(try server.url($0), client: client) },
            segments: segments
        )
        try (downloader ?? self.downloader()).fetch([request], into: store)
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

    private func expectBlob() throws {
        let digest = try descriptor().digest
        #expect(store.blobs.withLock { $0[digest] } == TestServer.blob)
        #expect(folder.files("ingest").isEmpty)
    }

    @Test(
        "A server with faults that can be got over gives the blob",
        arguments: [
            "ok", "no-tag", "no-range", "no-range-cut", "refuse-range", "chunked", "reset/1000",
            "reset/0", "status/503/3", "retry-after/1",
        ],
        [false, true]
    )
    func recoverable(path: String, knowsSegments: Bool) throws {
        try fetch(path, segments: knowsSegments ? segments() : nil)
        try expectBlob()
    }

    @Test(
        "A server that gives something else is refused, and nothing is published",
        arguments: [
            ("wrong-start", TransportError.Code.protocolViolation), ("wrong-total", .wrongDigest),
            ("longer", .protocolViolation), ("longer-chunked", .tooLarge),
            ("length-plus", .wrongDigest), ("length-minus", .wrongDigest),
            ("gzip", .protocolViolation), ("wrong-hash", .wrongDigest), ("endless", .tooLarge),
            ("always-reset/100", .temporary), ("status/404/99", .notFound),
            ("basic", .unauthorized), ("nothing", .notFound),
        ]
    )
    func refused(path: String, expected: TransportError.Code) throws {
        #expect(code { try fetch(path) } == expected)
        #expect(store.blobs.withLock { $0.isEmpty })
        // What the sockets' buffers took is counted too.
        #expect(try server.seen().bytes < 32 << 20)
        // Segments that nobody can vouch for do not stay when the whole is wrong.
        if path == "wrong-hash" { #expect(folder.files("ingest").isEmpty) }
    }

    @Test("A wrong segment is found at once where the segments' digests are known")
    func wrongSegment() throws {
        let one = downloader { $0.concurrency = 1 }
        #expect(code { try fetch("wrong-hash", segments: segments(), with: one) } == .wrongDigest)
        #expect(try server.requests("wrong-hash").count == 3)
    }

    @Test("Ranges of a blob that was changed meanwhile are not mixed")
    func changed() throws {
        // Two segments of another blob, then If-Range fails and the right blob comes whole.
        try fetch("change", with: downloader { $0.concurrency = 1 })
        try expectBlob()
        let requests = try server.requests("change")
        #expect(requests[0].headers["if-range"] == nil)
        #expect(requests[1].headers["if-range"] != nil)
    }

    @Test("What an earlier run finished is not fetched again")
    func resume() throws {
        let broken = downloader { options in
            options.concurrency = 1
            options.retry.limit = 0
        }
        // Each answer breaks after 40,000 bytes of a segment of 65,536.
        #expect(code { try fetch("always-reset/40000", with: broken) } == .temporary)
        #expect(folder.files("ingest").contains { $0.hasSuffix(".part") })
        let before = try server.seen().bytes
        try fetch("ok")
        try expectBlob()
        #expect(try server.seen().bytes - before == TestServer.blobByteCount - 40_000)
    }

    @Test("A half-written segment that is wrong costs itself only, when digests are known")
    func wrongPart() throws {
        let broken = downloader { options in
            options.concurrency = 1
            options.retry.limit = 0
        }
        #expect(code { try fetch("always-reset/40000", with: broken) } == .temporary)
        let part = try #require(folder.files("ingest").first { $0.hasSuffix(".part") })
        let file = try #require(FileHandle(forUpdatingAtPath: "\(folder.path)/ingest/\(part)"))
        file.write(Data([1, 2, 3]))
        try file.close()
        let before = try server.seen().bytes
        try fetch("ok", segments: segments())
        try expectBlob()
        #expect(try server.seen().bytes - before < TestServer.blobByteCount + Self.segmentByteCount)
    }

    @Test("Old segments that prove wrong are dropped and the blob is fetched anew")
    func wrongOldSegment() throws {
        let ingest = "\(folder.path)/ingest/\(try descriptor().digest.hex).\(Self.segmentByteCount)"
        try FileManager.default.createDirectory(
            atPath: ingest,
            withIntermediateDirectories: true
        )
        try Data(count: Self.segmentByteCount).write(to: URL(filePath: "\(ingest)/2"))
        try fetch("ok")
        try expectBlob()
    }

    @Test("The next mirror is asked where one does not have the blob, or another one")
    func mirrors() throws {
        try fetch("nothing", "wrong-hash", "ok")
        try expectBlob()
    }

    @Test("A blob that is there is not asked for, nor is one that is wanted twice")
    func once() throws {
        let client = HTTPClient(.quick)
        let request = BlobRequest(
            try descriptor(),
            from: [URLSource(try server.url("ok"), client: client)]
        )
        let downloader = downloader { $0.smallByteCount = 1 << 20 }
        let store = store
        let failures = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            do {
                try downloader.fetch([request, request], into: store)
            } catch {
                failures.withLock { $0 += 1 }
            }
        }
        #expect(failures.withLock { $0 } == 0)
        #expect(try server.requests("ok").count == 1)
        try expectBlob()
    }

    @Test("Progress ends at the whole and never passes it; a rate is kept to")
    func progress() throws {
        let seen = Mutex<[Int]>([])
        let request = BlobRequest(
            try descriptor(),
            from: [URLSource(try server.url("ok"), client: HTTPClient(.quick))]
        )
        let start = ContinuousClock.now
        try downloader { $0.bytesPerSecond = 400_000 }.fetch([request], into: store) { state in
            seen.withLock { $0.append(state.byteCount) }
        }
        #expect(ContinuousClock.now - start > .milliseconds(600))
        let counts = seen.withLock { $0 }
        #expect(counts.last == TestServer.blobByteCount)
        #expect(counts.max() == TestServer.blobByteCount)
    }

    @Test("Partial downloads are listed with their size, and removed when asked")
    func partials() throws {
        let broken = downloader { $0.retry.limit = 0 }
        #expect(code { try fetch("always-reset/40000", with: broken) } == .temporary)
        let partials = PartialDownload.list(cacheFolder: folder.path)
        #expect(partials.count == 1)
        #expect(partials.first.map { $0.byteCount >= 40_000 } == true)
        #expect(
            partials.first.map { $0.name.hasPrefix((try? descriptor().digest.hex) ?? "?") } == true
        )
        for partial in partials { partial.remove(cacheFolder: folder.path) }
        #expect(PartialDownload.list(cacheFolder: folder.path).isEmpty)
    }

    @Test("A disk that is full is a failure of its own kind")
    func notWritten() throws {
        let downloader = Downloader(
            {
                var options = DownloadOptions(cacheFolder: "/proc/no-such-folder")
                options.smallByteCount = 0
                return options
            }()
        )
        #expect(code { try fetch("ok", with: downloader) } == .notWritten)
    }

    @Test("Killed again and again, a download ends, and costs at most one segment for each kill")
    func killed() async throws {
        let port = server.port
        let path = folder.path
        for kills in 1...4 {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [port = port as Int, path = path as String, kills = kills as Int] in
                let options = DownloaderTests.options(path)
                let source = URLSource(
                    try HTTPURL("http://127.0.0.1:\(port)/slow"),
                    client: HTTPClient(.quick)
                )
                let descriptor = Descriptor(
                    mediaType: MediaType.weights,
                    digest: try SHA256Hasher.digest(of: TestServer.blob),
                    size: TestServer.blobByteCount
                )
                let request = BlobRequest(descriptor, from: [source])
                try Downloader(options).fetch([request], into: MemoryStore()) { state in
                    if state.byteCount > kills * 50_000 { kill(getpid(), SIGKILL) }
                }
            }
        }
        try fetch("ok")
        try expectBlob()
        let surplus = try server.seen().bytes - TestServer.blobByteCount
        #expect(surplus <= 4 * Self.segmentByteCount)
    }

    @Test("Several processes on one blob end with the blob, also when some of them are killed")
    func processes() async throws {
        let port = server.port
        let path = folder.path
        let blob = try descriptor().digest.hex
        await withTaskGroup(of: Void.self) { group in
            for process in 0..<4 {
                group.addTask {
                    // Odd ones are killed half-way, even ones must end well.
                    let isKilled = process % 2 == 1
                    let end: ExitTest.Condition = isKilled ? .signal(SIGKILL) : .success
                    await #expect(processExitsWith: end) {
                        [
                            port = port as Int, path = path as String,
                            isKilled = isKilled as Bool
                        ] in
                        let fetch = FileFetch(
                            client: HTTPClient(.quick),
                            downloader: Downloader(DownloaderTests.options(path))
                        )
                        let url = try HTTPURL("http://127.0.0.1:\(port)/slow")
                        let digest = try SHA256Hasher.digest(of: TestServer.blob)
                        _ = try fetch.file(url, digest: digest, limit: 1 << 20) { count, _ in
                            if isKilled, count > 100_000 { kill(getpid(), SIGKILL) }
                        }
                    }
                }
            }
        }
        let file = try Data(contentsOf: URL(filePath: "\(path)/files/\(blob)"))
        #expect([UInt8](file) == TestServer.blob)
        #expect(folder.files("files") == [blob])
    }
}
