import Foundation
import FrankenRecipes
import FrankenWeights
import Testing

@Suite("Ctrl-C while training")
struct InterruptTests {
    @Test("The first one ends after the step with a checkpoint that can be gone on from")
    func interrupt() async throws {
        var training = try TinyTraining()
        training.steps = 100_000
        let recipe = training.folder.file("recipe.json")
        try Data(training.recipeText().utf8).write(to: recipe)
        let output = training.output("out")
        let arguments = [
            "codec", "--recipe", recipe.path, "--data", training.data, "--weights",
            training.weights, "-o", output, "--threads", "1",
        ]
        let process = try TrainProgram.start(arguments)
        let log = "\(output)/log.jsonl"
        for _ in 0..<600 {
            let steps = try TrainingLog.records(of: log).filter { $0.event == .step }
            if !steps.isEmpty { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 130)
        let recipeDigest = try Recipe(path: recipe.path).digest()
        let folder = try CheckpointFolder(path: "\(output)/checkpoints")
        let found = try #require(try folder.latest(recipe: recipeDigest))
        #expect(found.checkpoint.state.step >= 10)
        #expect(found.damaged.isEmpty)
        #expect(try found.checkpoint.tensors("weights").infos.count > 20)
    }
}
