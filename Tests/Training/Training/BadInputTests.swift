import Foundation
import FrankenData
import FrankenRecipes
import FrankenTraining
import FrankenWeights
import Testing

@Suite("Bad input ends with the exit code that is documented")
@MainActor
struct BadInputTests {
    /// The arguments of a codec's training, with some changed; nil leaves an option out.
    private func arguments(
        _ training: TinyTraining,
        _ changes: [String: String?] = [:],
        more: [String] = []
    ) throws -> [String] {
        let recipe = training.folder.file("recipe.json")
        try Data(training.recipeText().utf8).write(to: recipe)
        var options: [String: String?] = [
            "--recipe": recipe.path, "--data": training.data, "--weights": training.weights,
            "-o": training.output("out"), "--threads": "1",
        ]
        options.merge(changes) { $1 }
        let words = options.sorted { $0.key < $1.key }.flatMap { key, value in
            value.map { [key, $0] } ?? []
        }
        return ["codec"] + words + more
    }

    @Test("Each kind of mistake has its code, and a message with what was found")
    func codes() throws {
        let training = try TinyTraining()
        let empty = training.folder.file("empty")
        try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
        let noise = training.folder.file("noise.safetensors")
        try Data([9, 9, 9]).write(to: noise)
        let cases: [(changes: [String: String?], code: Int32, words: String)] = [
            (["--data": empty.path], 65, "found none"),
            (["--data": training.output("nowhere")], 66, "nowhere"),
            (["--recipe": training.data], 65, "cifar"),
            (["--recipe": noise.path], 65, "noise.safetensors"),
            (["--recipe": training.output("none.json")], 66, "none.json"),
            (["--weights": noise.path], 65, "neither"),
            (["--weights": training.output("none.pth")], 66, "none.pth"),
            (["--weights": empty.path], 65, "zoo train backbone"),
            (["--device": "abacus"], 69, "abacus"),
            (["--threads": "0"], 64, "--threads"),
            (["--license": "LICENSE/of.mine"], 64, "SPDX"),
            (["--store": "f8"], 64, "f32 or f16"),
            (["--weights": nil], 64, "--weights"),
        ]
        for item in cases {
            let found = try TrainProgram.run(arguments(training, item.changes))
            #expect(found.code == item.code, "\(item.changes): \(found.errors)")
            #expect(found.errors.contains(item.words), "\(item.changes): \(found.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: training.output("out/bundle.json")))
    }

    @Test("A folder in use, another recipe's checkpoints, and a loss that is no number")
    func trainings() throws {
        var training = try TinyTraining()
        training.steps = 2
        #expect(try TrainProgram.run(arguments(training)).code == 0)
        let again = try TrainProgram.run(arguments(training))
        #expect(again.code == 73)
        #expect(again.errors.contains("--resume"))
        training.lambda = 0.5
        let other = try TrainProgram.run(arguments(training, more: ["--resume"]))
        #expect(other.code == 65)
        #expect(other.errors.contains("recipe"))
        training.learningRate = 1000
        training.steps = 30
        let wild = try TrainProgram.run(arguments(training, ["-o": training.output("wild")]))
        #expect(wild.code == 75)
        #expect(wild.errors.contains("lower learning rate"))
    }

    @Test("Broken and tiny images are left out, counted and named")
    func images() async throws {
        let training = try TinyBackbone()
        let broken = training.folder.file("images/class-0/broken.png")
        let whole = try training.bytes("images/class-0/0.png")
        try Data(whole.prefix(60)).write(to: broken)
        try Data().write(to: training.folder.file("images/class-1/empty.jpg"))
        var records: [LogRecord] = []
        let result = try await training.train("out") { records.append($0) }
        #expect(result.end == .finished)
        let skipped = records.filter { $0.event == .skipped }.compactMap(\.text)
        #expect(!skipped.isEmpty)
        #expect(Set(skipped).count == skipped.count)
        #expect(
            skipped.allSatisfy { $0.contains("broken.png: ") || $0.contains("empty.jpg: ") },
            "\(skipped)"
        )
        // Both are among the images for evaluation; 48 others are classified.
        #expect(result.views.first?.n == 48)
        let logged = try TrainingLog.records(of: training.output("out/log.jsonl"))
        #expect(logged.filter { $0.event == .skipped }.count == skipped.count)
    }

    @Test("A full disk ends a training; the checkpoint before it is whole and can be gone on from")
    func fullDisk() throws {
        var training = try TinyTraining()
        training.steps = 40
        training.checkpointInterval = 2
        // A small disk of our own needs a namespace, which not every machine allows.
        let script = """
            mount -t tmpfs -o size=64m none "$DISK" || exit 1
            echo mounted >&2
            "$ZOO_TRAIN" "$@" --steps 4 || exit 2
            dd if=/dev/zero of="$DISK/rest" bs=64k 2>/dev/null
            truncate -s -64k "$DISK/rest"
            "$ZOO_TRAIN" "$@" --resume
            code=$?
            rm "$DISK/rest"
            cp -r "$DISK/out/checkpoints" "$COPY"
            exit $code
            """
        let disk = training.folder.file("disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        let copy = training.output("copy")
        let found = try TrainProgram.run(
            ["DISK=\(disk.path)", "COPY=\(copy)", "unshare", "-rm", "sh", "-c", script, "sh"]
                + arguments(training, ["-o": disk.appending(path: "out").path]),
            program: "/usr/bin/env"
        )
        guard found.errors.contains("mounted") else {
            print("Skipped: no disk of our own to fill: \(found.errors.prefix(200))")
            return
        }
        #expect(found.code == 73, "\(found.errors)")
        #expect(found.errors.contains("Free space"), "\(found.errors)")
        let digest = try Recipe(bytes: Array(training.recipeText().utf8)).digest()
        let latest = try #require(try CheckpointFolder(path: copy).latest(recipe: digest))
        #expect(latest.damaged.isEmpty)
        #expect(latest.checkpoint.state.step == 4)
        #expect(try latest.checkpoint.tensors("weights").infos.count > 20)
    }
}
