import Foundation
import FrankenTransport

/// Debian's `docker-registry` on a free port of this machine, with its data in a folder.
final class RealRegistry: Sendable {
    let host: String
    let folder: TemporaryFolder
    private let process = Process()

    /// Starts it, or gives nothing (and says so) where it is not installed.
    ///
    /// - Parameter passwords: Lines of an `htpasswd` file; anybody is let in without.
    /// - Returns: The registry, which answers.
    /// - Throws: When it does not start.
    static func start(passwords: String? = nil) throws -> RealRegistry? {
        guard let program = path(of: "docker-registry") else {
            print("skipped: docker-registry is not installed")
            return nil
        }
        for _ in 0..<5 {
            if let registry = try RealRegistry(program, passwords) { return registry }
        }
        throw TransportError(.unavailable, "docker-registry did not start.")
    }

    /// Where a program lies, or `nil`.
    static func path(of program: String) -> String? {
        ["/usr/bin", "/usr/local/bin", "/bin"].map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private init?(_ program: String, _ passwords: String?) throws {
        folder = try TemporaryFolder()
        let port = Int.random(in: 20000..<50000)
        host = "127.0.0.1:\(port)"
        var config = """
            version: 0.1
            log: {level: error}
            storage:
              filesystem: {rootdirectory: \(folder.path)/data}
              delete: {enabled: true}
            http: {addr: "\(host)"}

            """
        if let passwords {
            try Data(passwords.utf8).write(to: URL(filePath: "\(folder.path)/htpasswd"))
            config += "auth: {htpasswd: {realm: zoo, path: \(folder.path)/htpasswd}}\n"
        }
        try Data(config.utf8).write(to: URL(filePath: "\(folder.path)/config.yml"))
        process.executableURL = URL(filePath: program)
        process.arguments = ["serve", "\(folder.path)/config.yml"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        var options = HTTPOptions.quick
        options.retry.limit = 0
        let client = HTTPClient(options)
        for _ in 0..<100 where process.isRunning {
            let url = try HTTPURL("http://\(host)/v2/")
            if (try? client.send(HTTPRequest(.get, url), limit: 1000)) != nil { return }
            usleep(50_000)
        }
        stop()
        return nil
    }

    deinit { stop() }

    private func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// Runs a program to its end.
    ///
    /// - Returns: What it printed, or `nil` when it failed, which is printed then.
    /// - Throws: When it cannot be run.
    static func run(_ program: String, _ arguments: [String]) throws -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(
            decoding: try output.fileHandleForReading.readToEnd() ?? Data(),
            as: UTF8.self
        )
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            print("\(program) failed: \(text)")
            return nil
        }
        return text
    }
}
