import Foundation

extension TrainProgram {
    /// Starts it, or another program, without waiting.
    ///
    /// - Parameters:
    ///   - arguments: What it is given.
    ///   - program: Another program, which is told the path of `zoo-train` as `ZOO_TRAIN`.
    ///   - errors: Where its standard error goes; nowhere when nil.
    /// - Returns: The process.
    /// - Throws: What starting it throws.
    static func start(
        _ arguments: [String],
        program: String? = nil,
        errors: Pipe? = nil
    ) throws -> Process {
        let process = Process()
        let trainer = try executable()
        process.executableURL = program.map { URL(filePath: $0) } ?? trainer
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["ZOO_TRAIN": trainer.path]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors ?? FileHandle.nullDevice
        try start(process)
        return process
    }

    /// Runs it to its end; the exit code and what it said on standard error.
    static func run(
        _ arguments: [String],
        program: String? = nil
    ) throws -> (code: Int32, errors: String) {
        let errors = Pipe()
        let process = try start(arguments, program: program, errors: errors)
        let text = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
