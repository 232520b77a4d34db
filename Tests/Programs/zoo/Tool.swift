import Foundation

/// Runs other people's programs, where they are installed.
enum Tool {
    /// Where a program lies; `nil`, and a printed reason, where it is not installed.
    static func path(_ name: String) -> String? {
        let found = ["/usr/bin", "/usr/local/bin", "/bin"].map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        if found == nil { print("skipped: \(name) is not installed (Tools/setup --tests)") }
        return found
    }

    /// Whether all of some programs are installed.
    static func has(_ names: String...) -> Bool { names.allSatisfy { path($0) != nil } }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - name: The program's name or path.
    ///   - arguments: What it is given.
    ///   - variables: Added to the environment.
    ///   - folder: Where it runs.
    /// - Returns: What it printed, and its exit code.
    /// - Throws: When it cannot be run.
    static func run(
        _ name: String,
        _ arguments: [String],
        variables: [String: String] = [:],
        in folder: URL? = nil
    ) throws -> (output: String, status: Int32) {
        let scratch = try ScratchFolder()
        let file = scratch.file("output")
        try Data().write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: name.contains("/") ? name : path(name) ?? name)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment
            .merging(variables) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        let handle = try FileHandle(forWritingTo: file)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        return (try String(contentsOf: file, encoding: .utf8), process.terminationStatus)
    }
}

/// Debian's `docker-registry` on a free port of this machine; ends with the value.
final class LocalRegistry: Sendable {
    /// `127.0.0.1:PORT`.
    let host: String
    let folder: ScratchFolder
    private let process = Process()

    /// Starts it; `nil` where it is not installed.
    static func start() throws -> LocalRegistry? {
        guard let program = Tool.path("docker-registry") else { return nil }
        for _ in 0..<5 {
            if let registry = try LocalRegistry(program) { return registry }
        }
        struct NotStarted: Error {}
        throw NotStarted()
    }

    private init?(_ program: String) throws {
        folder = try ScratchFolder()
        host = "127.0.0.1:\(Int.random(in: 20_000..<50_000))"
        let config = """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: \(folder.file("data").path)}}
            http: {addr: "\(host)"}

            """
        try Data(config.utf8).write(to: folder.file("config.yml"))
        process.executableURL = URL(filePath: program)
        process.arguments = ["serve", folder.file("config.yml").path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let port = host.split(separator: ":")[1]
        for _ in 0..<100 where process.isRunning {
            let probe = try Tool.run("/bin/bash", ["-c", "exec 3<>/dev/tcp/127.0.0.1/\(port)"])
            if probe.status == 0 { return }
            usleep(50_000)
        }
        stop()
        return nil
    }

    deinit { stop() }

    /// How many blobs it keeps that have a digest.
    func copies(of digest: String) throws -> Int {
        let hex = digest.split(separator: ":").last.map(String.init) ?? digest
        let found = try Tool.run(
            "/usr/bin/find",
            [folder.file("data").path, "-path", "*/blobs/sha256/*/\(hex)/data"]
        )
        return found.output.split(separator: "\n").count
    }

    private func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }
}
