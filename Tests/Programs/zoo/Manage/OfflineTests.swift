import Foundation
import Testing

@Suite("Offline")
struct OfflineTests {
    @Test("list, install, search and predict with --offline or ZOO_OFFLINE open no socket")
    func noSockets() throws {
        guard let strace = Tool.path("strace") else { return }
        let workshop = try BundleWorkshop()
        let bundle = try workshop.bundle("resnet20")
        let zoo = try ZooProcess.executable().path
        let trace = workshop.path("trace")
        let home = ["--home", workshop.home()]
        let photo = SmallModel.photo("ramp.png")
        let commands = [
            ["install", bundle, "--offline"], ["install", "swin-b", "--offline"], ["list"],
            ["search", "resnet", "--offline"], ["doctor", "--offline"],
            ["predict", photo, "--backbone", "resnet20"], ["install", bundle],
        ]
        for command in commands {
            let run = try Tool.run(
                strace,
                ["-f", "-qq", "-e", "trace=network", "-o", trace, zoo] + command + home,
                variables: [
                    "ZOO_OFFLINE": "1", "ZOO_INDEX": "https://127.0.0.1:9/index.json",
                    "ASAN_OPTIONS": "detect_leaks=0",
                ]
            )
            if run.output.contains("ptrace") {
                print("skipped: this machine allows no tracing")
                return
            }
            let isUnknown = command.contains("swin-b")
            #expect(run.status == (isUnknown ? 66 : 0), "\(command): \(run.output)")
            let calls = try String(contentsOfFile: trace, encoding: .utf8)
            #expect(!calls.contains("socket("), "\(command): \(calls)")
        }
    }

    @Test("The trace does see a socket when there is one")
    func sockets() throws {
        guard let strace = Tool.path("strace") else { return }
        let workshop = try BundleWorkshop()
        let trace = workshop.path("trace")
        let run = try Tool.run(
            strace,
            ["-f", "-qq", "-e", "trace=network", "-o", trace, ZooProcess.executable().path]
                + ["install", "oci://127.0.0.1:9/none:1", "--plain-http"]
                + ["--home", workshop.home()],
            variables: ["ASAN_OPTIONS": "detect_leaks=0"]
        )
        guard !run.output.contains("ptrace") else { return }
        #expect(run.status != 0)
        #expect(try String(contentsOfFile: trace, encoding: .utf8).contains("socket("))
    }
}
