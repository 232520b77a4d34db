import Foundation
import Testing

@Suite("Streams and signals", .serialized)
struct StreamTests {
    @Test("A reader that has seen enough ends zoo without a word", arguments: ["list", "--help"])
    func closedPipe(argument: String) throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let outcome = try ZooProcess.run([argument], output: pipe.fileHandleForWriting)
        #expect(outcome.errors.isEmpty)
        // The signal where the parent lets it through, the code where it is ignored.
        #expect(outcome.status == (outcome.isSignal ? SIGPIPE : 74))
    }

    @Test(
        "A full disk is an error",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"),
        arguments: [
            ["list"], ["list", "--json"], ["show", "resnet20"], ["--help"], ["--version"],
            ["bench", "--backbone", "resnet20", "--iterations", "1"],
        ]
    )
    func fullDisk(arguments: [String]) throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let outcome = try ZooProcess.run(arguments, output: full)
        #expect(outcome.status == 73 && !outcome.isSignal)
        #expect(outcome.errors.contains("Cannot write to standard output: No space left"))
    }

    @Test("An interrupt ends zoo by the signal, which shells report as 130")
    func interrupt() throws {
        let process = try ZooProcess.make(
            ["bench", "--backbone", "resnet20", "--iterations", "1000000", "--threads", "1"]
        )
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try ZooProcess.start(process)
        Thread.sleep(forTimeInterval: 0.3)
        process.interrupt()
        let patience = Date(timeIntervalSinceNow: 20)
        while process.isRunning, Date() < patience { Thread.sleep(forTimeInterval: 0.05) }
        if process.isRunning {
            Issue.record("still running after 20 seconds")
            kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == SIGINT)
    }
}
