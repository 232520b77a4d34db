import Foundation

/// Runs the built `zoo` as a user does.
enum ZooProcess {
    /// What a run leaves.
    struct Outcome {
        let output: String
        let errors: String
        /// The exit code, or the number of the signal that ended the process.
        let status: Int32
        let isSignal: Bool

        /// The result, decoded.
        func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(type, from: Data(output.utf8))
        }
    }

    /// Where `zoo` is, which the build puts beside the tests.
    struct NotBuilt: Error {}

    /// The program: in the folder of this test program, or above it where tests are a bundle.
    static func executable() throws -> URL {
        let manager = FileManager.default
        let programs =
            [
                "/proc/self/exe", Bundle.main.executablePath, CommandLine.arguments.first,
            ] + CommandLine.arguments.map(Optional.some)
        for program in programs.compactMap(\.self) where program.hasPrefix("/") {
            var folder = URL(filePath: program).resolvingSymlinksInPath()
            while folder.path != "/" {
                folder.deleteLastPathComponent()
                let candidate = folder.appending(path: "zoo")
                var isFolder: ObjCBool = false
                if manager.fileExists(atPath: candidate.path, isDirectory: &isFolder),
                    !isFolder.boolValue, manager.isExecutableFile(atPath: candidate.path)
                {
                    return candidate
                }
            }
        }
        throw NotBuilt()
    }

    /// A program that the build puts beside `zoo`.
    static func path(of program: String) throws -> URL {
        try executable().deletingLastPathComponent().appending(path: program)
    }

    /// Runs to the end; standard output goes to `output` if given.
    ///
    /// All else goes through files, so that no pipe can fill up.
    static func run(
        _ arguments: [String],
        program: String = "zoo",
        output: FileHandle? = nil
    ) throws -> Outcome {
        try run(make(arguments, program: program), output: output)
    }

    /// Runs a process to the end; standard output goes to `output` if given, and `during` is called
    /// once it runs.
    static func run(
        _ process: Process,
        output: FileHandle? = nil,
        during: (Process) -> Void = { _ in }
    ) throws -> Outcome {
        let scratch = try ScratchFolder()
        let files = ["output", "errors"].map { scratch.file($0) }
        for file in files { try Data().write(to: file) }
        process.standardOutput = try output ?? FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try start(process)
        during(process)
        process.waitUntilExit()
        return Outcome(
            output: String(decoding: try Data(contentsOf: files[0]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            status: process.terminationStatus,
            isSignal: process.terminationReason == .uncaughtSignal
        )
    }

    /// Starts a process with signals as in a shell.
    ///
    /// A child inherits them, the tests' threads block all, and some shells ignore interrupts.
    static func start(_ process: Process) throws {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        let (interrupt, pipe) = (signal(SIGINT, SIG_DFL), signal(SIGPIPE, SIG_DFL))
        defer {
            signal(SIGINT, interrupt)
            signal(SIGPIPE, pipe)
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        try process.run()
    }

    /// A process that is not started yet.
    static func make(_ arguments: [String], program: String = "zoo") throws -> Process {
        let process = Process()
        process.executableURL = try path(of: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        return process
    }
}

/// A folder that is removed at the end.
final class ScratchFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "zoo-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> URL { url.appending(path: name) }
}
