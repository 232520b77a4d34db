import Foundation
import FrankenBlueprint
import FrankenData
import FrankenFamilies
import FrankenImage
import FrankenInference
import FrankenRecipes
import FrankenTorch
import FrankenTraining
import FrankenWeights

/// A training of ResNet-20 on 48 generated images of three classes, each mostly of one colour.
struct TinyBackbone {
    let folder: ScratchFolder
    var steps = (4, 4)
    var learningRate = 0.01
    var classes = 3
    var license: String?
    /// More of the recipe, each followed by a comma.
    var extras = ""
    /// What the teacher looks at; nil for no teacher.
    var teacherView: String?
    /// A teacher's weights, of ResNet-20 too.
    var teacher: String?
    /// Whether crops are whole images, never mirrored.
    var isWhole = false

    init() throws {
        folder = try ScratchFolder()
        var random = InitialParameters(seed: 5)
        for index in 0..<48 {
            let color = index % 3
            var rgb: [UInt8] = []
            for _ in 0..<24 * 24 {
                for channel in 0..<3 {
                    let range: ClosedRange<UInt8> = channel == color ? 90...255 : 0...160
                    rgb.append(UInt8.random(in: range, using: &random))
                }
            }
            let image = try PixelImage(width: 24, height: 24, rgb: rgb)
            let place = folder.file("images/class-\(color)")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try Data(image.pngBytes()).write(to: place.appending(path: "\(index).png"))
        }
    }

    func output(_ name: String) -> String { folder.file(name).path }

    var recipeText: String {
        func stage(_ steps: Int, _ side: Int) -> String {
            #"""
            {"steps": \#(steps), "augmentation": {"crop": "randomResized", "side": \#(side),
              "scale": [\#(isWhole ? 1 : 0.5), 1], "ratio": \#(isWhole ? "[1, 1]" : "[0.75, 1.33]"),
              "flip": \#(isWhole ? 0 : 0.5)}}
            """#
        }
        let distillation = teacherView.map {
            #""distillation": {"teacher": "resnet20", "weight": 0.5, "temperature": 2, "view": "\#($0)"},"#
        }
        return #"""
            {"schema": "zoo.backbone-recipe/1", "name": "tiny", "summary": "For tests.",
             "backbone": "resnet20", "classes": \#(classes), "precision": "f32",
             "seeds": {"parameters": 1, "data": 2, "noise": 3},
             "batch": 8, "labelSmoothing": 0.1, \#(distillation ?? "") \#(extras)
             "optimizer": {"rule": "adam", "learningRate": \#(learningRate), "weightDecay": 0.05,
               "firstDecay": 0.9, "secondDecay": 0.99, "epsilon": 1e-06},
             "schedule": {"form": "cosine", "floor": 0.01, "warmupSteps": 2},
             "stages": [\#(stage(steps.0, isWhole ? 32 : 16)), \#(stage(steps.1, 24))],
             "evaluation": {"interval": 1000, "images": 8,
               "views": [{"crop": "center", "side": 24, "resize": {"rule": "none"}}]},
             "checkpointInterval": 1000}
            """#
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
        from: String? = nil,
        report: (LogRecord) -> Void = { _ in }
    ) async throws -> TrainingResult {
        try TrainingLibrary.setThreads(1)
        let data = try DataSet(paths: [folder.file("images").path])
        let registry = try BuiltInBlueprints.registry()
        let imitated = try teacher.map { path in
            try Backbone(
                registry.backbone(named: "resnet20"),
                weights: TensorStore.open(path: path),
                labels: ClassLabels(data.classes.names.map { .init(id: $0, name: $0) })
            )
        }
        var setup = try BackboneSetup(
            recipe: BackboneRecipe(bytes: Array(recipeText.utf8)),
            registry: registry,
            data: data,
            evaluation: data,
            teacher: imitated,
            threads: 1
        )
        setup.license = license
        let options = TrainerOptions(
            folder: output(name),
            isResumed: resume,
            stepLimit: limit,
            initialWeights: from
        )
        return try await Trainer(setup, options: options)
            .run(isStopped: { false }, report: report)
    }

    func bytes(_ path: String) throws -> Data { try Data(contentsOf: folder.file(path)) }

    func checkpointFile(_ training: String, _ file: String) throws -> Data {
        let checkpoints = folder.file(training).appending(path: "checkpoints")
        let name = try String(contentsOf: checkpoints.appending(path: "latest"), encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return try Data(contentsOf: checkpoints.appending(path: name).appending(path: file))
    }
}
