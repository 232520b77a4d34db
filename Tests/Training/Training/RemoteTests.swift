import Foundation
import Testing

/// `Tools/remote` with an ssh that is this host, and a toolchain that builds a script.
@Suite("Tools/remote")
struct RemoteTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try write("bin/ssh", "shift; cd \"$FAKE_HOME\" && exec sh -c \"$*\"")
        try write(
            "bin/rsync",
            #"""
            # A copy without what it would leave out; the sources themselves are not needed here.
            case " $* " in *--files-from=*) exit 0 ;; esac
            count=$#
            while [ "$count" -gt 0 ]; do
                word=$1; shift; count=$((count - 1))
                case "$word" in
                    -*) ;;
                    gpu:*) set -- "$@" "$FAKE_HOME/${word#gpu:}" ;;
                    *) set -- "$@" "$word" ;;
                esac
            done
            while [ "$#" -gt 1 ]; do
                for target in "$@"; do :; done
                case "$1" in */) cp -R "$1." "$target" ;; *) cp -R "$1" "$target" ;; esac
                shift
            done
            """#
        )
        // The toolchain "builds" a trainer that tells how it was called.
        try write(
            "bin/swift",
            #"""
            mkdir -p .build/release; echo "$ZOO_LIBTORCH" > ../libtorch
            printf '%s\n' '#!/bin/sh' 'mkdir -p ../result' \
                'echo "rank ${RANK:-none} of ${WORLD_SIZE:-1}: $*" | tee -a ../result/calls' \
                > .build/release/zoo-train
            chmod +x .build/release/zoo-train
            """#
        )
        try write("home/.keep", "")
        try write("a recipe.json", "{}")
    }

    @Test("carries, builds, runs detached, brings results, goes on")
    func whole() async throws {
        let recipe = folder.file("a recipe.json").path
        let words = ["codec", "--recipe", recipe, "--data", "host:/data", "--device", "cuda"]
        let start =
            ["start", "gpu", "zoo", "--libtorch", "/opt/torch", "--processes", "2", "--"] + words
        #expect(try remote(start).status == 0)
        let there = folder.file("home/zoo")
        #expect(try text(there.appending(path: "libtorch")) == "/opt/torch\n")
        #expect(try text(there.appending(path: "inputs/0/a recipe.json")).contains("{}"))
        let call =
            "codec --recipe ../inputs/0/a recipe.json --data /data --device cuda -o ../result"
        let calls = there.appending(path: "result/calls")
        try await wait { (try? text(calls))?.split(separator: "\n").count == 2 }
        #expect(
            try text(calls).split(separator: "\n").sorted()
                == ["rank 0 of 2: \(call)", "rank 1 of 2: \(call)"]
        )
        try await wait {
            (try? remote(["status", "gpu", "zoo"]))?.output.contains("ended") == true
        }
        #expect(try remote(["resume", "gpu", "zoo"]).status == 0)
        try await wait { (try? text(calls))?.split(separator: "\n").count == 4 }
        #expect(try text(calls).contains("-o ../result --resume"))
        #expect(try remote(["fetch", "gpu", "zoo", folder.file("here").path]).status == 0)
        #expect(try text(folder.file("here/calls")) == text(calls))
        #expect(try text(folder.file("here/log")).contains("rank 0 of 2"))
    }

    @Test("--dry-run prints every command and runs none")
    func dry() throws {
        let recipe = folder.file("a recipe.json").path
        let found = try remote(
            [
                "start", "gpu", "zoo", "--libtorch", "/t", "--dry-run", "--", "codec", "--recipe",
                recipe,
            ]
        )
        #expect(found.status == 0)
        for part in ["ssh gpu 'mkdir -p", "rsync -a --from0", "swift build -c release", "setsid"] {
            #expect(found.output.contains(part), "\(found.output)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("home/zoo").path))
    }

    @Test("what cannot work is refused before anything is carried")
    func refused() throws {
        let start = ["start", "gpu", "zoo", "--libtorch", "/t", "--"]
        for words in [
            start, start + ["codec", "-o", "x"], start + ["codec", "--weights", "/no/such.pth"],
            ["status", "-oProxyCommand=x", "zoo"],
        ] {
            #expect(try remote(words).status != 0, "\(words)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("home/zoo").path))
    }

    private func remote(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let process = Process()
        process.executableURL = root.appending(path: "Tools/remote")
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        variables["PATH"] = "\(folder.file("bin").path):\(variables["PATH"] ?? "/usr/bin")"
        variables["FAKE_HOME"] = folder.file("home").path
        process.environment = variables
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try TrainProgram.start(process)
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    private func write(_ name: String, _ body: String) throws {
        let file = folder.file(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data("#!/bin/sh\n\(body)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    }

    private func text(_ file: URL) throws -> String {
        try String(contentsOf: file, encoding: .utf8)
    }

    private func wait(_ isDone: () -> Bool) async throws {
        for _ in 0..<200 {
            if isDone() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("waited for ten seconds")
    }
}
