import Foundation
import FrankenBundle
import FrankenTrust

/// Keys, documents and folders that tests share.
struct Bench {
    let key: SigningKey
    let manifest = Array(#"{"schemaVersion":2,"name":"swin-b"}"#.utf8)
    let noon: Timestamp

    init() throws {
        key = try SigningKey.generate()
        noon = try Timestamp("2026-11-22T12:00:00Z")
    }

    func signature(
        _ version: String = "1.2.0",
        name: String = "swin-b",
        by key: SigningKey? = nil
    ) throws -> SignatureFile {
        try (key ?? self.key).sign(
            manifest: manifest,
            name: SubjectName(name),
            version: BundleVersion(version),
            time: noon
        )
    }

    /// Runs `body` with a new folder that is removed afterwards.
    static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let path = NSTemporaryDirectory() + "zoo-trust-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    /// A file's bytes.
    static func read(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    }

    static func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}

/// A program of the system that tests compare with.
struct Peer {
    let path: String

    /// `nil`, with a line that says so, when it is not installed.
    init?(_ name: String) {
        let named = name.hasPrefix("/") ? name : nil
        let found =
            named
            ?? ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else {
            print("skipped: \(name) is not installed")
            return nil
        }
        path = found
    }

    /// Runs it and gives the exit status.
    func run(_ arguments: [String], input: String = "") throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        // A file, because a pipe whose reader has ended already kills the writer.
        let file = NSTemporaryDirectory() + "zoo-trust-input-\(UInt64.random(in: 0...UInt64.max))"
        try Data(input.utf8).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let reader = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
        process.standardInput = reader
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try reader.close()
        return process.terminationStatus
    }
}
