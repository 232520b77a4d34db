import Foundation
import FrankenRecipes
import FrankenTorch
import FrankenTraining
import FrankenWeights
import Testing

/// The program, started twice on this host as torchrun would.
@Suite("Several processes train together", .serialized)
struct DistributedTests {
    private struct Rank {
        let process: Process
        let errors: Pipe

        func text() throws -> String {
            let bytes = try errors.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private func start(
        _ training: TinyTraining,
        _ arguments: [String],
        environment: [String: String]
    ) throws -> Rank {
        let recipe = training.folder.file("recipe.json")
        try Data(training.recipeText().utf8).write(to: recipe)
        let process = Process()
        process.executableURL = try TrainProgram.executable()
        process.arguments =
            [
                "codec", "--recipe", recipe.path, "--data", training.data, "--weights",
                training.weights, "--threads", "1",
            ] + arguments
        var variables = ProcessInfo.processInfo.environment
        for name in Rendezvous.variables { variables[name] = nil }
        process.environment = variables.merging(environment) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try TrainProgram.start(process)
        return Rank(process: process, errors: errors)
    }

    private func pair(
        _ training: TinyTraining,
        _ arguments: [String]
    ) throws -> [Rank] {
        let port = TrainProgram.freePort()
        return try (0..<2).map { rank in
            try start(
                training,
                arguments,
                environment: [
                    "RANK": "\(rank)", "WORLD_SIZE": "2", "LOCAL_RANK": "\(rank)",
                    "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "\(port)",
                ]
            )
        }
    }

    private func weights(_ folder: String) throws -> TensorStore {
        try TensorStore.open(path: "\(folder)/weights.safetensors")
    }

    @Test("two processes give the weights of one, and only the first writes")
    func same() async throws {
        var training = try TinyTraining()
        training.steps = 5
        training.learningRate = 1e-4
        _ = try await training.train("one")
        let ranks = try pair(training, ["-o", training.output("two")])
        let texts = try ranks.map { try $0.text() }
        #expect(ranks.map(\.process.terminationStatus) == [0, 0], "\(texts)")
        #expect(texts[0].contains("step 5/5"))
        #expect(texts[1].isEmpty, "\(texts[1])")
        let left = try weights(training.output("one"))
        let right = try weights(training.output("two"))
        #expect(left.infos.map(\.name) == right.infos.map(\.name))
        for info in left.infos {
            let (a, b) = try (left.floats(named: info.name), right.floats(named: info.name))
            let apart = zip(a, b).map { abs($0 - $1) }.max() ?? 0
            // Batch normalization sees half a batch; a step of Adam moves a weight by up to 1e-4.
            let tolerance: Float = info.name.contains("running_") ? 0.5 : 1.1e-3
            #expect(apart <= tolerance, "\(info.name): \(apart)")
        }
        let one = try meanLoss(training.output("one"), steps: training.steps)
        let two = try meanLoss(training.output("two"), steps: training.steps)
        #expect(abs(one - two) <= 0.05 * one, "\(one), \(two)")
    }

    /// The mean over all steps; reports are means since the one before, which come by the clock.
    private func meanLoss(_ folder: String, steps: Int) throws -> Double {
        var (sum, last) = (0.0, 0)
        for record in try TrainingLog.records(of: "\(folder)/log.jsonl") where record.event == .step
        {
            sum += (record.values["loss"] ?? .nan) * Double(record.step - last)
            last = record.step
        }
        #expect(last == steps)
        return sum / Double(steps)
    }

    @Test("stopped and gone on from, both end with the bits of an uninterrupted pair")
    func resume() throws {
        var training = try TinyTraining()
        training.steps = 6
        let whole = try pair(training, ["-o", training.output("whole")])
        #expect(try whole.map { try $0.text() }[1].isEmpty)
        for limit in [["--steps", "3"], ["--resume"]] {
            let ranks = try pair(training, ["-o", training.output("parts")] + limit)
            let texts = try ranks.map { try $0.text() }
            #expect(ranks.map(\.process.terminationStatus) == [0, 0], "\(texts)")
        }
        let file = "weights.safetensors"
        #expect(
            try training.checkpointFile("whole", file) == training.checkpointFile("parts", file)
        )
    }

    @Test("a stop request of any process stops all, with a checkpoint")
    func stop() async throws {
        var training = try TinyTraining()
        training.steps = 100_000
        let output = training.output("out")
        let ranks = try pair(training, ["-o", output])
        for _ in 0..<600 {
            let records = (try? TrainingLog.records(of: "\(output)/log.jsonl")) ?? []
            if records.contains(where: { $0.event == .step }) { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        kill(ranks[1].process.processIdentifier, SIGINT)
        let texts = try ranks.map { try $0.text() }
        #expect(ranks.map(\.process.terminationStatus) == [130, 130], "\(texts)")
        let digest = try Recipe(path: training.folder.file("recipe.json").path).digest()
        let folder = try CheckpointFolder(path: "\(output)/checkpoints")
        #expect(try #require(try folder.latest(recipe: digest)).checkpoint.state.step > 0)
    }

    @Test("a process that dies is an error in the other, which ends")
    func killed() async throws {
        var training = try TinyTraining()
        training.steps = 100_000
        let output = training.output("out")
        let ranks = try pair(training, ["-o", output, "--peer-timeout", "20"])
        for _ in 0..<600 {
            let records = (try? TrainingLog.records(of: "\(output)/log.jsonl")) ?? []
            if records.contains(where: { $0.event == .step }) { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        kill(ranks[1].process.processIdentifier, SIGKILL)
        let text = try ranks[0].text()
        #expect(ranks[0].process.terminationStatus != 0)
        #expect(text.contains("rank 0 of 2 lost another rank"), "\(text.suffix(600))")
    }

    @Test("a missing variable, and a batch that does not part, are errors that say so")
    func refused() throws {
        let training = try TinyTraining()
        let lone = try start(
            training,
            ["-o", training.output("lone")],
            environment: ["RANK": "0", "WORLD_SIZE": "2", "MASTER_PORT": "29500"]
        )
        #expect(try lone.text().contains("MASTER_ADDR is missing"))
        #expect(lone.process.terminationStatus != 0)
        let port = TrainProgram.freePort()
        let ranks = try (0..<3).map { rank in
            try start(
                training,
                ["-o", training.output("three"), "--peer-timeout", "30"],
                environment: [
                    "OMPI_COMM_WORLD_RANK": "\(rank)", "OMPI_COMM_WORLD_SIZE": "3",
                    "OMPI_COMM_WORLD_LOCAL_RANK": "\(rank)", "MASTER_ADDR": "127.0.0.1",
                    "MASTER_PORT": "\(port)",
                ]
            )
        }
        for rank in ranks {
            #expect(try rank.text().contains("3 processes can share evenly, found 8"))
        }
    }
}
