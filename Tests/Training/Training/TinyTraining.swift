import Foundation
import FrankenBlueprint
import FrankenCodec
import FrankenData
import FrankenFamilies
import FrankenGraph
import FrankenInference
import FrankenRecipes
import FrankenTorch
import FrankenTraining
import FrankenWeights

/// A training that takes a second: an encoder of 8 channels for images of 32 x 32, ResNet-20 with
/// random weights, and 64 images of random colours.
struct TinyTraining {
    let folder: ScratchFolder
    /// With random weights; a ResNet-20 but where something else says more.
    let backbone: (name: String, splitPoint: String, decoder: String)
    var learningRate = 0.001
    var lambda = 0.01
    var steps = 6
    var checkpointInterval = 100
    var targetTop1: Double?
    var isDeterministic = false
    var isGuided = false
    /// A member of the stage; JSON.
    var levels: String?
    /// How many channels must be alive.
    var liveChannels: Int?
    var deeper = ""
    var latentChannels = 8
    var strides = [2, 2, 1]
    var evaluationInterval = 4
    /// In place of head distillation; JSON.
    var objective: String?
    var storage = WeightStorage.f32
    /// Says more about the parts of the training.
    var prepare: @Sendable (inout TrainingSetup) throws -> Void = { _ in }

    init(
        _ backbone: (name: String, splitPoint: String, decoder: String) =
            ("resnet20", "stage2", "basic")
    ) throws {
        self.backbone = backbone
        folder = try ScratchFolder()
        var random = InitialParameters(seed: 3)
        var bytes: [UInt8] = []
        for index in 0..<64 {
            bytes.append(UInt8(index % 10))
            // Blobs of colour, so that neighbours are alike as in photos.
            let colors = (0..<48).map { _ in UInt8.random(in: 0...255, using: &random) }
            for channel in 0..<3 {
                for y in 0..<32 {
                    for x in 0..<32 { bytes.append(colors[channel * 16 + y / 8 * 4 + x / 8]) }
                }
            }
        }
        for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
            try Data(bytes).write(to: folder.file("cifar").appending(path: name, creating: true))
        }
        let blueprint = try BuiltInBlueprints.registry().backbone(named: backbone.name)
        var parameters = InitialParameters(seed: 4)
        let model = try parameters.model(blueprint.graph())
        try SafetensorsWriter().write(model.weights, to: weights)
    }

    var data: String { folder.file("cifar").path }
    var weights: String { folder.file("\(backbone.name).safetensors").path }

    func output(_ name: String) -> String { folder.file(name).path }

    /// The recipe as text.
    func recipeText(isDecoder: Bool = false) -> String {
        let crop =
            isDeterministic
            ? #""crop": "center", "side": 32, "resize": {"rule": "none"}, "flip": 0,"#
            : #""crop": "randomResized", "side": 32, "scale": [0.5, 1], "ratio": [0.75, 1.33], "flip": 0.5,"#
        let encoder =
            isDecoder
            ? ""
            : #"""
            "encoder": {"widths": [8, 8], "latentChannels": \#(latentChannels), "strides": \#(strides),
              "innerActivation": "relu"},
            """#
        let rate = isDecoder ? "" : #""rate": {"lambda": \#(lambda), "unit": "bits"},"#
        let saliency =
            isGuided
            ? #"""
            , "saliency": {"plain": 0.5, "salient": 0.5, "method": "xgrad-cam",
              "mixesLayers": true, "smoothsByEigenvector": true, "side": 8}
            """#
            : ""
        let features =
            "{\(rate) \"features\": {\"weight\": 1, \"deeper\": [\(deeper)]\(saliency)}}"
        let target = targetTop1.map { #", "targetTop1": \#($0)"# } ?? ""
        let floor = liveChannels.map { #", "liveChannels": \#($0)"# } ?? ""
        return """
            {"schema": "zoo.recipe/1", "name": "tiny", "summary": "For tests.",
             "purpose": "\(isDecoder ? "decoder" : "codec")",
             "teacher": {"backbone": "\(backbone.name)", "splitPoint": "\(backbone.splitPoint)"},
             \(encoder)
             "decoder": "\(backbone.decoder)", "precision": "f32",
             "seeds": {"parameters": 1, "data": 2, "noise": 3},
             "stages": [{"name": "only", "steps": \(steps), "batch": 8,
               "augmentation": {\(crop) "interpolation": "bilinear", "scaledDecoding": false},
               "objective": \(objective ?? features),
               "quantizer": "noise",
               \(isDecoder ? "" : levels.map { "\"levels\": \($0)," } ?? "")
               "optimizer": {"rule": "adam", "learningRate": \(learningRate), "weightDecay": 0,
                 "firstDecay": 0.9, "secondDecay": 0.999, "epsilon": 1e-08},
               "schedule": {"form": "cosine", "floor": 0.01, "warmupSteps": 2}}],
             "evaluation": {"interval": \(evaluationInterval), "images": 16\(target)\(floor)},
             "checkpointInterval": \(checkpointInterval)}
            """
    }

    /// Trains in this process, as the program does: on the main thread, with one thread.
    ///
    /// libtorch keeps the number of threads per thread, so a training that moves between threads
    /// would not add in the same order each time.
    @MainActor
    func train(
        _ name: String,
        resume: Bool = false,
        limit: Int? = nil,
        encoder: String? = nil,
        from: String? = nil,
        recipe: Recipe? = nil,
        events: (LogRecord) -> Void = { _ in }
    ) async throws -> TrainingResult {
        try TrainingLibrary.setThreads(1)
        let registry = try BuiltInBlueprints.registry()
        let text = recipeText(isDecoder: encoder != nil)
        var setup = try TrainingSetup(
            recipe: recipe ?? Recipe(bytes: Array(text.utf8)),
            backbone: Backbone(
                registry.backbone(named: backbone.name),
                weights: .open(path: weights)
            ),
            registry: registry,
            data: DataSet(paths: [data]),
            evaluation: DataSet(paths: [data]).prefix(16),
            encoder: encoder.map { try EncoderPackage(path: $0) },
            threads: 1
        )
        setup.encoderOrigin = encoder.map { EncoderOrigin(encoderFolder: $0) }
        try prepare(&setup)
        let options = TrainerOptions(
            folder: output(name),
            isResumed: resume,
            stepLimit: limit,
            initialWeights: from,
            storage: storage
        )
        return try await Trainer(setup, options: options).run(isStopped: { false }, report: events)
    }

    func bytes(_ path: String) throws -> Data { try Data(contentsOf: folder.file(path)) }

    /// The newest checkpoint's file of a training.
    func checkpointFile(_ training: String, _ file: String) throws -> Data {
        let checkpoints = folder.file(training).appending(path: "checkpoints")
        let name = try String(contentsOf: checkpoints.appending(path: "latest"), encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return try Data(contentsOf: checkpoints.appending(path: name).appending(path: file))
    }
}

extension URL {
    /// A path below this one; the folder is made.
    fileprivate func appending(path: String, creating: Bool) throws -> URL {
        try FileManager.default.createDirectory(at: self, withIntermediateDirectories: true)
        return appending(path: path)
    }
}

/// A folder that is removed at the end.
final class ScratchFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "zoo-trainer-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> URL { url.appending(path: name) }
}
