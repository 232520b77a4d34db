import Foundation
import FrankenRecipes
import FrankenTraining
import Testing

@Suite("Objectives of recipes")
@MainActor
struct ObjectiveTests {
    /// The objective of a recipe of the repository, for a training small enough for a test.
    private func published(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let recipe = try Recipe(path: root.appending(path: "Zoo/recipes/\(name).json").path)
        let objective = try #require(recipe.stages.first).objective
        return String(decoding: try JSONEncoder().encode(objective), as: UTF8.self)
    }

    /// The figures of a line of the log.
    private struct Progress {
        let values: [String: Double]
        var loss: Double { values["loss"] ?? .nan }
        var distortion: Double { values["distortion"] ?? .nan }
        var crossEntropy: Double? { values["crossEntropy"] }
        var divergence: Double? { values["divergence"] }
        var latencyCost: Double? { values["latencyCost"] }
    }

    /// The last progress of a training.
    private func progress(
        _ training: TinyTraining,
        _ name: String,
        encoder: String? = nil
    ) async throws -> Progress {
        var last: Progress?
        let result = try await training.train(name, encoder: encoder) { record in
            if record.event == .step { last = Progress(values: record.values) }
        }
        #expect(result.end == .finished)
        return try #require(last)
    }

    @Test("A recipe may name later stages; their errors are added")
    func deeper() async throws {
        var training = try TinyTraining()
        training.steps = 1
        let plain = try await progress(training, "plain").distortion
        training.deeper = #"{"splitPoint": "stage3", "weight": 1}"#
        let deeper = try await progress(training, "deeper").distortion
        #expect(plain > 0 && deeper > plain)
    }

    @Test(
        "The published comparisons train from answers alone, and the tail stays as it is",
        arguments: ["swin-s3-t-svbi-ce-0.016", "swin-s3-t-svbi-kd-0.016"]
    )
    func answers(recipe: String) async throws {
        var training = try TinyTraining()
        training.steps = 2
        _ = try await training.train("features")
        training.objective = try published(recipe)
        let found = try await progress(training, "out")
        #expect(found.distortion == 0)
        let crossEntropy = try #require(found.crossEntropy)
        #expect(crossEntropy > 0.5)
        if recipe.contains("-kd-") {
            let divergence = try #require(found.divergence)
            #expect(divergence > 0)
            #expect(found.loss > 0.5 * (crossEntropy + divergence))
        } else {
            #expect(found.divergence == nil)
            #expect(found.loss > crossEntropy)
        }
        for file in ["tail/tail.safetensors", "tail/tail.json"] {
            #expect(try training.bytes("out/\(file)") == training.bytes("features/\(file)"))
        }
        #expect(
            try training.bytes("out/decoder/decoder.safetensors")
                != training.bytes("features/decoder/decoder.safetensors")
        )
        let step = try TrainingLog.records(of: training.output("out/log.jsonl"))
            .last { $0.event == .step }
        #expect(step?.values["crossEntropy"] == crossEntropy)
    }

    @Test("Cross-entropy falls when it is trained on")
    func learns() async throws {
        var training = try TinyTraining()
        training.isDeterministic = true
        training.evaluationInterval = 1000
        training.learningRate = 0.005
        training.objective =
            #"{"rate": {"lambda": 0.001, "unit": "bitsPerPixel"}, "crossEntropy": 1}"#
        training.steps = 1
        let first = try await progress(training, "first")
        training.steps = 120
        // Means of the last steps; the first of them would be as high as guessing.
        let last = try await progress(training, "last")
        let (before, after) = (try #require(first.crossEntropy), try #require(last.crossEntropy))
        #expect(after < 0.95 * before, "\(before) \(after)")
    }

    @Test("A decoder learns from features and from answers together")
    func decoder() async throws {
        var training = try TinyTraining()
        _ = try await training.train("codec")
        training.objective = """
            {"features": {"weight": 2, "deeper": []},
             "distillation": {"weight": 10, "temperature": 2}}
            """
        let encoder = training.output("codec/encoder")
        let found = try await progress(training, "decoder", encoder: encoder)
        let divergence = try #require(found.divergence)
        // Factors are relative to that of the features.
        #expect(abs(found.loss - (found.distortion + 5 * divergence)) <= 1e-4 * found.loss)
        #expect(found.distortion > 0)
    }

    @Test("The time of the encoder is a constant: it is in the loss and changes no weight")
    func latency() async throws {
        var training = try TinyTraining()
        training.steps = 1
        let rate = #""rate": {"lambda": 0.01, "unit": "bits"}"#
        let features = #""features": {"weight": 0.5, "deeper": []}"#
        training.objective = "{\(rate), \(features)}"
        let plain = try await progress(training, "plain")
        training.objective = """
            {\(rate), \(features), "latency": {"weight": 1000, "maximumMilliseconds": 0}}
            """
        let late = try await progress(training, "late")
        #expect(plain.latencyCost == nil)
        let cost = try #require(late.latencyCost)
        #expect(cost > 0)
        #expect(abs(late.loss - cost - plain.loss) <= 1e-6 * late.loss)
        #expect(
            try training.bytes("late/weights.safetensors")
                == training.bytes("plain/weights.safetensors")
        )
        training.objective = """
            {\(rate), \(features), "latency": {"weight": 1000, "maximumMilliseconds": 1e6}}
            """
        #expect(try await progress(training, "soon").latencyCost == 0)
        let start = try TrainingLog.records(of: training.output("late/log.jsonl")).first
        #expect(start?.text?.contains("no gradient") == true)
    }

    @Test(
        "Objectives that cannot be learned from are refused before anything is written",
        arguments: [
            #"{"rate": {"lambda": 1, "unit": "bits"}, "crossEntropy": 0}"#,
            #"{"rate": {"lambda": 1, "unit": "bits"}, "features": {"weight": 0, "deeper": []}}"#,
        ]
    )
    func refused(objective: String) async throws {
        var training = try TinyTraining()
        training.objective = objective
        let changed = training
        await #expect(throws: TrainingError(.unsupported, "")) {
            _ = try await changed.train("out")
        }
        #expect(!FileManager.default.fileExists(atPath: training.output("out")))
    }
}
