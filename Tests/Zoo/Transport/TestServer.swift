import Foundation
import FrankenTransport

/// A program of the folder `Servers`, running on a free port of this machine.
///
/// It ends when its input is closed: at the end of the test, however that comes.
final class TestServer: Sendable {
    struct Seen: Decodable {
        struct Request: Decodable {
            let method: String
            let path: String
            let headers: [String: String]
        }
        let requests: [Request]
        let bytes: Int
    }

    static let blobByteCount = 300_000
    /// The blob that the fault server serves.
    static let blob: [UInt8] = (0..<blobByteCount).map { UInt8(($0 * 31 + $0 / 251) % 256) }

    let port: Int
    private let input = Pipe()
    private let output = Pipe()
    private let process = Process()

    init(_ script: String, _ arguments: [String] = []) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Servers")
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["python3", folder.appending(path: "\(script).py").path()] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data([10]),
            !byte.isEmpty
        { line += byte }
        guard let port = Int(String(decoding: line, as: UTF8.self)) else {
            throw TransportError(.unavailable, "The test server \(script) did not start.")
        }
        self.port = port
    }

    deinit { stop() }

    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    func url(_ path: String, scheme: String = "http", host: String = "127.0.0.1") throws -> HTTPURL
    {
        try HTTPURL("\(scheme)://\(host):\(port)/\(path)")
    }

    /// What was asked for so far.
    func seen() throws -> Seen {
        let response = try HTTPClient().send(HTTPRequest(.get, url("stats")), limit: 64 << 20)
        return try JSONDecoder().decode(Seen.self, from: Data(response.body))
    }

    /// Requests for anything below a first path element.
    func requests(_ element: String) throws -> [Seen.Request] {
        try seen().requests.filter {
            $0.path == "/\(element)" || $0.path.hasPrefix("/\(element)/")
        }
    }

    /// Lines that the program printed after its port, when it has been stopped.
    func printed() -> [String] {
        stop()
        let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// A folder that is removed with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory
            .appending(path: "zoo-transport-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func files(_ folder: String) -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
    }
}

extension HTTPOptions {
    /// Limits that let a test be quick.
    static var quick: HTTPOptions {
        var options = HTTPOptions()
        options.retry.firstPause = 0.01
        options.retry.longestPause = 0.05
        options.stallTimeout = 1
        options.connectTimeout = 5
        return options
    }
}
