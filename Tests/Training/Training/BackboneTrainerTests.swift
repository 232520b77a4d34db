import Foundation
import FrankenBlueprint
import FrankenCrypto
import FrankenFamilies
import FrankenGraph
import FrankenInference
import FrankenRecipes
import FrankenTraining
import FrankenWeights
import Testing

@Suite("Training a classifier from a recipe")
@MainActor
struct BackboneTrainerTests {
    @Test("The loss falls, and the result is a checkpoint of the relative with labels and figures")
    func endToEnd() async throws {
        var training = try TinyBackbone()
        training.steps = (30, 10)
        let first = try await loss(of: training, steps: 3, "short")
        let whole = try await loss(of: training, steps: nil, "out")
        // ln 3 is what guessing costs.
        #expect(first > 0.7)
        #expect(whole < first * 0.9)
        let labels = try String(decoding: training.bytes("out/labels.tsv"), as: UTF8.self)
        #expect(labels == "class-0\tclass-0\nclass-1\tclass-1\nclass-2\tclass-2\n")
        let blueprint = try BuiltInBlueprints.registry().backbone(named: "resnet20")
        let store = try TensorStore.open(path: training.output("out/resnet20.safetensors"))
        let names = Set(store.infos.map(\.name))
        #expect(names == Set(try blueprint.graph(classCount: 3).parameters.map(\.name)))
        for file in ["recipe.json", "figures.json", "curves.svg", "accuracy.svg"] {
            #expect(try training.bytes("out/\(file)").count > 50, "\(file)")
        }
    }

    @Test("A teacher who saw whole images once says of them what it says at every step")
    func maps() async throws {
        var training = try TinyBackbone()
        _ = try await training.train("teacher")
        training.teacher = training.output("teacher/resnet20.safetensors")
        training.isWhole = true
        training.teacherView = "crops"
        let crops = try await loss(of: training, steps: 3, "crops")
        training.teacherView = "maps"
        let maps = try await loss(of: training, steps: 3, "maps")
        #expect(abs(crops - maps) < 1e-4, "\(crops) and \(maps)")
        training.isWhole = false
        _ = try await loss(of: training, steps: 3, "parts")
        training.teacher = nil
        let error = await #expect(throws: TrainingError.self) { try await training.train("none") }
        #expect(error?.message.contains("--teacher") == true)
    }

    /// The mean loss of the last steps.
    private func loss(
        of training: TinyBackbone,
        steps: Int?,
        _ name: String
    ) async throws -> Double {
        var losses: [Double] = []
        let result = try await training.train(name, limit: steps) { record in
            if record.event == .step, let loss = record.values["loss"] { losses.append(loss) }
        }
        #expect(result.end == (steps == nil ? .finished : .limited))
        let figures = try #require(result.views.first)
        #expect(figures.n == 48)
        #expect((0...1).contains(figures.top1))
        return try #require(losses.last)
    }

    @Test("Five steps, a new process and three more are eight steps, bit for bit, over two sizes")
    func resume() async throws {
        var training = try TinyBackbone()
        training.extras = #""cutMix": 0.7, "dropPath": 0.3,"#
        _ = try await training.train("whole")
        _ = try await training.train("halves", limit: 5)
        #expect(
            try digest(training.checkpointFile("halves", "weights.safetensors"))
                != digest(training.checkpointFile("whole", "weights.safetensors"))
        )
        let rest = try await training.train("halves", resume: true)
        #expect(rest.step == 8)
        for file in ["weights.safetensors", "moments.safetensors"] {
            let whole = try digest(training.checkpointFile("whole", file))
            #expect(try digest(training.checkpointFile("halves", file)) == whole, "\(file)")
        }
    }

    /// Digests are compared, because a difference of files would be printed for minutes.
    private func digest(_ data: Data) throws -> Digest {
        try SHA256Hasher.digest(of: Array(data))
    }

    @Test("Other weights are begun with, and those of another shape are refused")
    func from() async throws {
        let training = try TinyBackbone()
        _ = try await training.train("first")
        let first = training.output("first/resnet20.safetensors")
        _ = try await training.train("second", limit: 0, from: first)
        #expect(
            try digest(training.bytes("first/resnet20.safetensors"))
                == digest(training.bytes("second/resnet20.safetensors"))
        )
        let store = try TensorStore.open(path: first)
        let rest = try store.infos.filter { $0.name != "fc.bias" }.map {
            try MemoryTensor(name: $0.name, shape: $0.shape, floats: store.floats(named: $0.name))
        }
        let part = training.output("part.safetensors")
        try SafetensorsWriter().write(TensorStore(inMemory: rest), to: part)
        let error = await #expect(throws: WeightsError.self) {
            _ = try await training.train("third", from: part)
        }
        #expect(error?.message.contains("fc.bias") == true)
    }

    @Test("Images of another number of classes than the recipe's are named")
    func classes() async throws {
        var training = try TinyBackbone()
        training.classes = 10
        let changed = training
        let error = await #expect(throws: TrainingError.self) {
            _ = try await changed.train("out")
        }
        #expect(error?.code == .inconsistent)
        #expect(error?.message.contains("10 classes") == true)
        #expect(error?.message.contains("found 3 (class-0, class-1, class-2)") == true)
    }

    @Test("A folder with a training is not begun anew, and one of another recipe is refused")
    func otherRecipe() async throws {
        var training = try TinyBackbone()
        _ = try await training.train("out", limit: 2)
        await #expect(throws: TrainingError(.exists, "")) { _ = try await training.train("out") }
        training.learningRate = 0.02
        let changed = training
        await #expect(throws: RecipeError(.otherRecipe, "")) {
            _ = try await changed.train("out", resume: true)
        }
    }

    @Test("A loss that is no number ends the training with the step")
    func diverged() async throws {
        var training = try TinyBackbone()
        training.learningRate = 900
        training.steps = (200, 1)
        let changed = training
        let error = await #expect(throws: TrainingError.self) {
            _ = try await changed.train("out")
        }
        #expect(error?.code == .diverged)
    }
}
