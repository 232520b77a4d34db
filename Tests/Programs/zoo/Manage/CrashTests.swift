import Foundation
import Testing

@Suite("Installations that are killed, or run side by side", .serialized)
struct CrashTests {
    private let workshop: BundleWorkshop
    private let bundle: String

    init() throws {
        workshop = try BundleWorkshop()
        bundle = try workshop.bundle("resnet20")
    }

    /// A library that makes all locks succeed and lock nothing; `nil` without a C compiler.
    private func lyingLocks() throws -> String? {
        let compiler = ["cc", "gcc", "clang"].first {
            FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
        }
        guard let compiler else {
            print("skipped: there is no C compiler to make locks lie with")
            return nil
        }
        let library = workshop.path("locks.so")
        let source = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "../../../Tools/faults/lying-flock.c").standardizedFileURL.path
        let made = try Tool.run(
            "/usr/bin/\(compiler)",
            ["-shared", "-fPIC", "-o", library, source]
        )
        try #require(made.status == 0, "\(made.output)")
        return library
    }

    private func start(home: String, locks: String?) throws -> Process {
        let process = try ZooProcess.make(["install", bundle, "--home", workshop.home(home)])
        if let locks {
            process.environment = ProcessInfo.processInfo.environment
                .merging(["LD_PRELOAD": locks]) { _, new in new }
        }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try ZooProcess.start(process)
        return process
    }

    /// What a store holds that anybody can see: blobs, receipts, the index.
    private func contents(_ home: String) throws -> [String: Data] {
        let root = URL(filePath: workshop.home(home))
        var found: [String: Data] = [:]
        for folder in ["blobs", "installs"] {
            let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            while let name = names?.nextObject() as? String {
                let file = root.appending(path: "\(folder)/\(name)")
                // A receipt says when it was written.
                let isBlob = folder == "blobs"
                guard let data = try? Data(contentsOf: file) else { continue }
                found["\(folder)/\(name)"] = isBlob ? data : Data()
            }
        }
        found["index.json"] = try Data(contentsOf: root.appending(path: "index.json"))
        return found
    }

    @Test("Killed at twenty moments and run again, it leaves what one run leaves")
    func kills() throws {
        let clock = ContinuousClock()
        let whole = try clock.measure {
            try workshop.done("install", bundle, home: "reference")
        }
        let expected = try contents("reference")
        var killed = 0
        for step in 0..<20 {
            let home = "killed-\(step % 4)"
            let process = try start(home: home, locks: nil)
            let micro =
                Int(whole.components.attoseconds / 1_000_000_000_000)
                + Int(whole.components.seconds) * 1_000_000
            usleep(UInt32(max(1, micro * step / 20)))
            if process.isRunning { killed += 1 }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            // Old or new state, never one between.
            let listed = try workshop.zoo("verify", home: home)
            #expect(listed.status == 0, "step \(step): \(listed.output)\(listed.errors)")
        }
        #expect(killed > 5)
        for number in 0..<4 {
            let home = "killed-\(number)"
            try workshop.done("install", bundle, home: home)
            try workshop.done("prune", "--yes", home: home)
            #expect(try contents(home) == expected)
            #expect(try workshop.zoo("verify", home: home).status == 0)
        }
    }

    @Test("Four at once whose locks lie leave what one leaves")
    func sideBySide() throws {
        try workshop.done("install", bundle, home: "reference")
        let expected = try contents("reference")
        let locks = try lyingLocks()
        for round in 0..<3 {
            let home = "shared-\(round)"
            let processes = try (0..<4).map { _ in try start(home: home, locks: locks) }
            for process in processes {
                process.waitUntilExit()
                #expect(process.terminationStatus == 0)
            }
            #expect(try contents(home) == expected)
            #expect(try workshop.zoo("verify", home: home).status == 0)
        }
    }
}
