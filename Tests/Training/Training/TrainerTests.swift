import Foundation
import FrankenCodec
import FrankenCrypto
import FrankenEntropy
import FrankenRecipes
import FrankenTorch
import FrankenTraining
import Testing

@Suite("Training from a recipe to a result")
@MainActor
struct TrainerTests {
    @Test("A tiny codec is trained, measured with real bytes and written as a result")
    func endToEnd() async throws {
        var training = try TinyTraining()
        training.steps = 40
        training.learningRate = 0.005
        var evaluations: [Int] = []
        let result = try await training.train("out") { record in
            if record.event == .evaluation { evaluations.append(record.step) }
        }
        #expect(result.end == .finished)
        #expect(result.step == 40)
        #expect(evaluations == [4, 8, 12, 16, 20, 24, 28, 32, 36, 40])
        let figures = try #require(result.figures)
        #expect(figures.count == 16)
        #expect(figures.meanBytes > 20)
        let package = try EncoderPackage(path: training.output("out/encoder"))
        #expect(package.description.training == .trained)
        #expect(package.latents.channelCount == 8)
        for file in [
            "decoder/decoder.json", "decoder/decoder.safetensors", "tail/tail.json",
            "tail/tail.safetensors", "recipe.json", "bundle.json", "curves.svg",
        ] {
            #expect(try training.bytes("out/\(file)").count > 50, "\(file)")
        }
        let records = try TrainingLog.records(of: training.output("out/log.jsonl"))
        #expect(records.first?.event == .start)
        #expect(records.first?.values["steps"] == 40)
        #expect(records.last?.event == .stop)
        #expect(records.filter { $0.event == .evaluation }.count == 10)
    }

    @Test("Three steps, a new process and three more are six steps, bit for bit")
    func resume() async throws {
        let training = try TinyTraining()
        _ = try await training.train("whole")
        _ = try await training.train("halves", limit: 3)
        #expect(
            try training.checkpointFile("halves", "weights.safetensors")
                != training.checkpointFile("whole", "weights.safetensors")
        )
        let rest = try await training.train("halves", resume: true)
        #expect(rest.step == 6)
        for file in ["weights.safetensors", "moments.safetensors"] {
            let whole = try SHA256Hasher.digest(
                of: Array(training.checkpointFile("whole", file))
            )
            let halves = try SHA256Hasher.digest(
                of: Array(training.checkpointFile("halves", file))
            )
            #expect(whole == halves, "\(file)")
        }
        #expect(
            try training.bytes("whole/encoder/codec.json")
                == training.bytes("halves/encoder/codec.json")
        )
    }

    @Test("The training of a decoder goes on from a checkpoint bit for bit")
    func resumedDecoder() async throws {
        let training = try TinyTraining()
        _ = try await training.train("codec", limit: 2)
        let encoder = training.output("codec/encoder")
        _ = try await training.train("whole", encoder: encoder)
        _ = try await training.train("halves", limit: 3, encoder: encoder)
        let rest = try await training.train("halves", resume: true, encoder: encoder)
        #expect(rest.step == 6)
        for file in ["weights.safetensors", "moments.safetensors"] {
            let whole = try training.checkpointFile("whole", file)
            #expect(try training.checkpointFile("halves", file) == whole, "\(file)")
        }
        for file in ["decoder/decoder.safetensors", "encoder/encoder.safetensors"] {
            #expect(try training.bytes("halves/\(file)") == training.bytes("whole/\(file)"))
        }
    }

    @Test("A stop before the first step changes nothing, however a decoder begins")
    func stopAtZero() async throws {
        var training = try TinyTraining(("swin-nano", "stage1", "swin-shallow"))
        training.strides = [2, 2, 2]
        _ = try await training.train("whole")
        let stopped = try await training.train("stopped", limit: 0)
        #expect(stopped.step == 0)
        _ = try await training.train("stopped", resume: true)
        #expect(
            try training.checkpointFile("whole", "weights.safetensors")
                == training.checkpointFile("stopped", "weights.safetensors")
        )
    }

    @Test("A folder with a training is not begun anew, and one of another recipe is refused")
    func otherRecipe() async throws {
        var training = try TinyTraining()
        _ = try await training.train("out", limit: 2)
        await #expect(throws: TrainingError(.exists, "")) {
            _ = try await training.train("out")
        }
        training.lambda = 0.02
        let changed = training
        await #expect(throws: RecipeError(.otherRecipe, "")) {
            _ = try await changed.train("out", resume: true)
        }
    }

    @Test("A loss that is no number stops the training and leaves the last good checkpoint")
    func diverged() async throws {
        var training = try TinyTraining()
        // The largest that a recipe may name: values overflow within a few steps.
        training.learningRate = 1000
        training.checkpointInterval = 1
        let wild = training
        await #expect(throws: TrainingError(.diverged, "")) { _ = try await wild.train("out") }
        let records = try TrainingLog.records(of: training.output("out/log.jsonl"))
        #expect(records.last?.event == .stop)
        #expect(records.last?.text?.contains("not finite") == true)
        #expect(try training.checkpointFile("out", "weights.safetensors").count > 1000)
        #expect(!FileManager.default.fileExists(atPath: training.output("out/bundle.json")))
    }

    @Test("A target that is reached ends the training early")
    func target() async throws {
        var training = try TinyTraining()
        training.targetTop1 = 0
        let result = try await training.train("out")
        #expect(result.end == .reachedTarget)
        #expect(result.step == 4)
    }

    @Test("Other trainings' weights can be begun with")
    func warmStart() async throws {
        let training = try TinyTraining()
        _ = try await training.train("first")
        let warm = try await training.train("second", limit: 0, from: training.output("first"))
        #expect(warm.step == 0)
        let cards = try ["first", "second"].map {
            String(decoding: try training.bytes("\($0)/README.md"), as: UTF8.self)
        }
        #expect(
            !cards[0].contains("on from") && cards[1].contains("on from the weights that `tiny`")
        )
        #expect(
            try training.bytes("first/weights.safetensors")
                == training.bytes("second/weights.safetensors")
        )
    }

    @Test("A decoder is trained and the encoder stays as it is", arguments: [false, true])
    func decoder(isDeterministic: Bool) async throws {
        var training = try TinyTraining()
        training.isDeterministic = isDeterministic
        _ = try await training.train("codec")
        var losses: [Double] = []
        let result = try await training.train(
            "decoder",
            encoder: training.output("codec/encoder")
        ) { record in
            if record.event == .step, let loss = record.values["loss"] { losses.append(loss) }
        }
        #expect(result.end == .finished)
        #expect(losses.allSatisfy { $0 > 0 })
        for file in [
            "codec.json", "encoder.json", "encoder.safetensors", "tables.bin", "preprocessing.json",
        ] {
            #expect(
                try training.bytes("codec/encoder/\(file)")
                    == training.bytes("decoder/encoder/\(file)"),
                "\(file)"
            )
        }
        #expect(
            try training.bytes("codec/decoder/decoder.safetensors")
                != training.bytes("decoder/decoder/decoder.safetensors")
        )
    }
}
