import Foundation
import Testing

@Suite("Commands that are programs of their own")
struct ExternalCommandTests {
    private let folder: ScratchFolder
    private let zoo: URL

    /// A copy of `zoo` by itself, and the programs that a test makes.
    init() throws {
        folder = try ScratchFolder()
        zoo = folder.file("zoo")
        try FileManager.default.copyItem(at: ZooProcess.executable(), to: zoo)
    }

    private func makeProgram(_ path: String, _ script: String) throws {
        let url = folder.file(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
    }

    private func run(
        _ arguments: [String],
        path: String = "/nowhere"
    ) throws -> ZooProcess.Outcome {
        let process = try ZooProcess.make(arguments)
        process.executableURL = zoo
        process.currentDirectoryURL = folder.url
        process.environment = [
            "PATH": path, "XDG_DATA_HOME": folder.file("data").path,
            // Where the Swift runtime's libraries are, when they are not beside the program.
            "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
        ]
        let files = ["output", "errors"].map { folder.file($0) }
        for file in files { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try ZooProcess.start(process)
        process.waitUntilExit()
        return ZooProcess.Outcome(
            output: String(decoding: try Data(contentsOf: files[0]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            status: process.terminationStatus,
            isSignal: process.terminationReason == .uncaughtSignal
        )
    }

    @Test(
        "Beside zoo, among the user's commands, on PATH: found in that order",
        arguments: ["zoo-hello", "data/zoo/commands/zoo-hello", "bin/zoo-hello"]
    )
    func found(place: String) throws {
        try makeProgram(place, #"echo "$0|$1|$2|$ZOO_VERSION|$ZOO_COMMAND_PROTOCOL"; exit 7"#)
        let outcome = try run(["hello", "a b", "--c"], path: folder.file("bin").path)
        #expect(outcome.status == 7)
        let words = outcome.output.trimmingCharacters(in: .newlines).components(separatedBy: "|")
        #expect(words.count == 5)
        #expect(words[0].hasSuffix(place))
        #expect(words[1...2] == ["a b", "--c"])
        #expect(words[4] == "1")
        let list = try run(["plugin", "list"], path: folder.file("bin").path)
        #expect(list.output.hasPrefix("hello  ") && list.output.contains(place))
    }

    @Test("A program beside zoo hides one on PATH, and none hides a command of zoo")
    func order() throws {
        try makeProgram("zoo-hello", "echo beside")
        try makeProgram("bin/zoo-hello", "echo path")
        try makeProgram("zoo-list", "echo hidden")
        let path = folder.file("bin").path
        #expect(try run(["hello"], path: path).output == "beside\n")
        #expect(try !run(["list"], path: path).output.contains("hidden"))
        #expect(try !run(["plugin", "list"], path: path).output.contains("zoo-list"))
    }

    @Test(
        "Words that lead elsewhere are no commands",
        arguments: ["../hello", "a/../hello", "Hello", "hello.sh", "-", "hel lo", "hello-"]
    )
    func names(word: String) throws {
        try makeProgram("hello", "echo escaped")
        try makeProgram("zoo-Hello", "echo escaped")
        try makeProgram("zoo-hello-", "echo escaped")
        let outcome = try run([word])
        #expect(!outcome.output.contains("escaped"))
        #expect(outcome.status == 64)
    }

    @Test("Relative folders on PATH are left out")
    func relative() throws {
        try makeProgram("bin/zoo-hello", "echo escaped")
        #expect(try run(["hello"], path: "bin::.").status == 64)
    }

    @Test(
        "Without the trainer its commands say how to get it",
        arguments: ["train", "finetune-decoder"]
    )
    func missing(command: String) throws {
        let outcome = try run([command, "resnet101"])
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("zoo-train"))
        #expect(outcome.errors.contains("Tools/setup --training"))
    }

    @Test("Help on the trainer's commands is the trainer's")
    func trainerHelp() throws {
        let missing = try run(["help", "finetune-decoder"])
        #expect(missing.status == 69 && missing.errors.contains("Tools/setup --training"))
        try makeProgram("zoo-train", #"echo "$@""#)
        #expect(
            try run(["help", "finetune-decoder"]).output == "finetune-decoder --help\n"
        )
        #expect(try run(["help", "train", "codec"]).output == "codec --help\n")
        #expect(try run(["experiment", "plan.json"]).output == "experiment plan.json\n")
    }

    @Test("The trainer gets its commands")
    func trainer() throws {
        try makeProgram("zoo-train", #"echo "$@""#)
        #expect(try run(["train", "codec", "--steps", "2"]).output == "codec --steps 2\n")
        #expect(try run(["finetune-decoder", "x"]).output == "finetune-decoder x\n")
    }

    @Test("A blueprint file adds a backbone to every command until it is removed")
    func blueprints() throws {
        let examples = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "../../../Tools/examples/blueprint").standardizedFileURL.path
        let home = ["--home", folder.file("home").path]
        let added = try run(["plugin", "add", examples] + home)
        #expect(added.status == 0, "\(added.errors)")
        #expect(added.output.contains("resnet14.json  resnet@1  resnet14-tiny"))
        #expect(try run(["list", "resnet14-tiny"] + home).output.contains("ResNet-14 tiny"))
        #expect(try run(["plugin", "add", examples] + home).status == 73)
        let list = try run(["plugin", "list", "--json"] + home)
        #expect(list.status == 0 && list.output.contains("resnet14-tiny/bottleneck"))
        let removed = try run(["plugin", "rm", "resnet14.json"] + home)
        #expect(removed.status == 0 && removed.errors.contains("resnet14-decoders.json:9:"))
        #expect(try run(["plugin", "list"] + home).status == 65)
        // The rest is as it was, and the file that is left out is named.
        let rest = try run(["list", "resnet20"] + home)
        #expect(rest.status == 0 && rest.errors.contains("resnet14-decoders.json"))
        #expect(try run(["list", "resnet14-tiny"] + home).status == 66)
        #expect(try run(["plugin", "rm", "resnet14.json"] + home).status == 66)
    }

    @Test("A file for another version is refused by name, and nothing is added")
    func otherVersion() throws {
        let text = """
            {"format": "frankensplit-blueprint", "version": 1,
             "builder": {"name": "resnet", "layout": 2}}
            """
        let file = folder.file("other.json")
        try Data(text.utf8).write(to: file)
        let home = ["--home", folder.file("home").path]
        let outcome = try run(["plugin", "add", file.path] + home)
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("other.json:2:"))
        #expect(outcome.errors.contains("builder layout 2"))
        #expect(outcome.errors.contains("this build has resnet@1"))
        #expect(try run(["plugin", "list"] + home).status == 0)
    }
}
