internal import FrankenBlueprint
internal import FrankenBundle
internal import FrankenBytes
internal import FrankenCodec
internal import FrankenCrypto
internal import FrankenGraph
internal import FrankenImage
internal import FrankenPipeline
internal import FrankenPlot
internal import FrankenRecipes
internal import FrankenWeights

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The result of a training: a folder that `zoo pack` takes.
struct TrainingOutput {
    /// All that was trained, to begin another training with.
    static let weightsFile = "weights.safetensors"
    /// The recipe, as it was read.
    static let recipeFile = "recipe.json"

    /// The course of the training, as a picture.
    static let curvesFile = "curves.svg"
    private static let accuracyFile = "accuracy.svg"

    let setup: TrainingSetup
    let folder: String

    /// Writes every file; each is replaced at once, `bundle.json` last.
    func write(
        _ product: TrainingProduct,
        weights: TensorStore,
        step: Int,
        figures: CodecEvaluator.Figures?
    ) throws {
        for name in ["encoder", "decoder", "tail"] { _ = mkdir("\(folder)/\(name)", 0o755) }
        for name in EncoderFiles.Name.allCases {
            try AtomicFile.write(
                product.encoder.files[name],
                to: "\(folder)/encoder/\(name.rawValue)"
            )
        }
        try write(product.decoder, .decoderGraph, .decoder)
        try write(setup.tail, .tailGraph, .tail)
        try SafetensorsWriter().write(weights, to: "\(folder)/\(Self.weightsFile)")
        try AtomicFile.write(setup.recipe.bytes(), to: "\(folder)/\(Self.recipeFile)")
        let note = try note(step: step, figures: figures)
        try AtomicFile.write(
            StableJSONEncoder(.pretty).encode(note),
            to: "\(folder)/\(PackNote.fileName)"
        )
        if let frozen = setup.encoder { try checkUnchanged(frozen) }
    }

    /// Draws the course of the training.
    func draw(_ records: [LogRecord]) throws {
        let loss = LearningCurves.plot(
            ["loss", "distortion"],
            of: records,
            title: setup.recipe.name,
            unit: "per image",
            scale: .logarithmic
        )
        try AtomicFile.write(Array(loss.svg().utf8), to: "\(folder)/\(Self.curvesFile)")
        let accuracy = LearningCurves.plot(
            ["top1", "top5"],
            of: records,
            event: .evaluation,
            title: "\(setup.recipe.name): coded images",
            unit: "share"
        )
        try AtomicFile.write(Array(accuracy.svg().utf8), to: "\(folder)/\(Self.accuracyFile)")
    }

    /// Reads the encoder back and compares it with the one that was to stay as it is.
    private func checkUnchanged(_ frozen: EncoderPackage) throws {
        let written = try EncoderPackage(path: "\(folder)/encoder")
        guard written.files == frozen.files else {
            throw TrainerError(
                .changed,
                "Expected the encoder \(frozen.description.encoderID) as it was, found "
                    + "\(written.description.encoderID) in '\(folder)'. Do not use this result."
            )
        }
    }

    private func write(_ model: Model, _ graph: BlobRole, _ weights: BlobRole) throws {
        try AtomicFile.write(
            StableJSONEncoder(.pretty).encode(model.graph),
            to: "\(folder)/\(graph.fileName)"
        )
        try SafetensorsWriter().write(model.weights, to: "\(folder)/\(weights.fileName)")
    }

    private func note(step: Int, figures: CodecEvaluator.Figures?) throws -> PackNote {
        let recipe = setup.recipe
        // What was coded: a small backbone may like smaller images than the encoder takes.
        let side = (setup.encoder?.preprocessing ?? setup.backbone.preprocessing).outputSize
        let metric = figures.map { figures in
            BundleMetric(
                dataset: setup.evaluationName,
                split: "eval",
                n: figures.count,
                top1: figures.top1,
                top5: figures.top5,
                meanBytes: figures.meanBytes,
                bitsPerPixel: figures.meanBytes * 8 / Double(side.width * side.height)
            )
        }
        return PackNote(
            name: setup.backbone.blueprint.name,
            summary: "\(recipe.summary) \(step) steps.",
            metrics: metric.map { [$0] } ?? [],
            lineage: BundleLineage(recipeDigest: setup.recipeDigest, tool: "zoo-train"),
            upstream: setup.upstream,
            licenses: [
                BundleLicense(component: "encoder", spdx: "Apache-2.0"),
                BundleLicense(component: "decoder", spdx: "Apache-2.0"),
                BundleLicense(component: "tail", spdx: setup.upstream?.license ?? "NOASSERTION"),
            ]
        )
    }
}
