import Foundation
import FrankenBlueprint
import FrankenCodec
import FrankenEntropy
import FrankenFamilies
import FrankenGraph
import FrankenInference
import FrankenRecipes
import FrankenTorch
import FrankenTraining
import FrankenWeights
import Testing

@Suite("Several rates from one training")
@MainActor
struct LevelsTests {
    private static func training() throws -> TinyTraining {
        var training = try TinyTraining()
        // Fewer than the width before, so that the last block's shortcut is a convolution.
        training.latentChannels = 6
        training.levels =
            #"{"lambdas": [8, 2, 0.5], "lossExponent": 0.5, "gainExponent": 0.5}"#
        return training
    }

    @Test("Every level is measured, coarser ones cost fewer bytes, and the log says so")
    func figures() async throws {
        let training = try Self.training()
        let result = try await training.train("out")
        let figures = try #require(result.figures)
        let bytes = figures.levels.map(\.meanBytes)
        #expect(bytes.count == 3)
        #expect(bytes[0] < bytes[1] && bytes[1] < bytes[2])
        #expect(figures.meanBytes == bytes[2])
        #expect(figures.levels.allSatisfy { $0.agreement != nil && $0.greyBytes > 0 })
        #expect(figures.channels.count == 6)
        // What the folded network and tables cost is what the scaled prior promised.
        for level in figures.levels {
            #expect(abs(level.meanBytes - level.estimatedBytes) < 0.1 * level.meanBytes + 40)
        }
        let records = try TrainingLog.records(of: training.output("out/log.jsonl"))
        let seen = records.filter { $0.event == .evaluation }
        #expect(seen.allSatisfy { $0.values["level0.agreement"] != nil })
        #expect(seen.allSatisfy { $0.values["liveChannels"] != nil })
    }

    @Test("A training of levels goes on from a checkpoint bit for bit")
    func resume() async throws {
        let training = try Self.training()
        _ = try await training.train("whole")
        _ = try await training.train("halves", limit: 3)
        _ = try await training.train("halves", resume: true)
        for file in ["weights.safetensors", "moments.safetensors"] {
            #expect(
                try training.checkpointFile("whole", file)
                    == training.checkpointFile("halves", file),
                "\(file)"
            )
        }
    }

    @Test("Levels begin with the weights of one rate, from its result or its checkpoints")
    func warmStart() async throws {
        var levels = try Self.training()
        levels.checkpointInterval = 2
        var plain = levels
        plain.levels = nil
        _ = try await plain.train("plain")
        for source in ["plain", "plain/checkpoints"] {
            let name = source == "plain" ? "result" : "checkpoint"
            var from = plain.output(source)
            if name == "checkpoint" {
                let latest = String(
                    decoding: try plain.bytes("plain/checkpoints/latest"),
                    as: UTF8.self
                )
                from += "/" + latest.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            let result = try await levels.train(name, limit: 0, from: from)
            let figures = try #require(result.figures)
            // The finest level has gains of 1: it is the codec that was begun with.
            let package = try EncoderPackage(path: levels.output("\(name)/encoder"))
            let before = try EncoderPackage(path: plain.output("plain/encoder"))
            #expect(package.latents.channelCount == before.latents.channelCount)
            #expect(
                try package.model.weights.floats(named: "rb3.conv2.weight")
                    == before.model.weights.floats(named: "rb3.conv2.weight")
            )
            #expect(figures.levels.count == 3)
        }
        let again = try await plain.train("again", limit: 0, from: levels.output("result"))
        #expect(again.figures?.levels.isEmpty == true)
    }

    @Test("A level between two is exported as a codec of one rate, between them in bytes")
    func export() async throws {
        let training = try Self.training()
        _ = try await training.train("out")
        let registry = try BuiltInBlueprints.registry()
        let export = try LevelExport(
            folder: training.output("out"),
            recipe: Recipe(path: training.output("out/recipe.json")),
            backbone: Backbone(
                registry.backbone(named: "resnet20"),
                weights: .open(path: training.weights)
            ),
            registry: registry
        )
        #expect(export.levelCount == 3)
        try export.write(level: 2, to: training.output("finest"))
        try export.write(level: 0.5, to: training.output("between"))
        for file in ["encoder/encoder.safetensors", "encoder/tables.bin"] {
            #expect(try training.bytes("out/\(file)") == training.bytes("finest/\(file)"))
            #expect(try training.bytes("out/\(file)") != training.bytes("between/\(file)"))
        }
        #expect(try training.bytes("between/bundle.json").count > 50)
        for level in [-0.5, 2.5, .nan] {
            #expect(throws: TrainingError(.invalidOption, "")) {
                try export.write(level: level, to: training.output("none"))
            }
        }
    }

    @Test("An encoder that cannot take gains up is refused before anything is written")
    func identity() async throws {
        var training = try Self.training()
        training.latentChannels = 8
        let changed = training
        await #expect(throws: TrainingError(.unsupported, "")) {
            _ = try await changed.train("out")
        }
        #expect(!FileManager.default.fileExists(atPath: training.output("out/log.jsonl")))
    }

    @Test("A training whose channels are dead ends and says so")
    func floor() async throws {
        var training = try Self.training()
        training.liveChannels = 9
        let dead = training
        await #expect(throws: TrainingError(.channelsDied, "")) { _ = try await dead.train("out") }
        let records = try TrainingLog.records(of: training.output("out/log.jsonl"))
        #expect(records.last?.event == .stop)
        #expect(records.last?.text?.contains("live channels") == true)
    }
}
