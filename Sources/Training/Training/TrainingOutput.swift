internal import FrankenBlueprint
internal import FrankenBundle
internal import FrankenBytes
internal import FrankenCodec
internal import FrankenCrypto
internal import FrankenData
internal import FrankenEvaluation
internal import FrankenFiles
internal import FrankenGraph
internal import FrankenImage
internal import FrankenInference
internal import FrankenRecipes
internal import FrankenWeights

/// The result of a training: a folder that `zoo pack` takes as it is.
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
    let storage: WeightStorage

    /// Writes every file; each is replaced at once, `bundle.json` last.
    ///
    /// - Parameters:
    ///   - product: As it is stored: what was measured.
    ///   - weights: All that was trained, as it was trained.
    ///   - step: Steps done.
    ///   - figures: What was measured of the product.
    /// - Throws: ``TrainingError`` with code `.changed`, or the errors of files.
    func write(
        _ product: SplitCodec,
        weights: TensorStore,
        step: Int,
        figures: CodecEvaluator.Figures
    ) throws {
        try product.write(to: folder, labels: setup.backbone.labels)
        try copyLicenseTexts()
        try SafetensorsWriter().write(weights, to: "\(folder)/\(Self.weightsFile)")
        try AtomicFile.write(setup.recipe.bytes(), to: "\(folder)/\(Self.recipeFile)")
        let found = try StableJSONEncoder(.pretty).encode(note(of: figures, step: step))
        try AtomicFile.write(found, to: "\(folder)/\(ResultFigures.fileName)")
        let card = ResultCard(
            setup: setup,
            product: product,
            step: step,
            figures: figures,
            initial: try? Recipe(path: "\(folder)/\(TrainingFiles.initialRecipe)")
        )
        try write(card.text(sizes: sizes()), .card)
        let pack = try packDescription(step: step, figures: figures)
        try AtomicFile.write(pack.bytes(), to: "\(folder)/\(PackDescription.fileName)")
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
            throw TrainingError(
                .changed,
                "Expected the encoder \(frozen.description.encoderID) as it was, found "
                    + "\(written.description.encoderID) in '\(folder)'. Do not use this result."
            )
        }
    }

    private func write(_ text: String, _ role: BlobRole) throws {
        try AtomicFile.write(Array(text.utf8), to: "\(folder)/\(role.fileName)")
    }

    /// Licence texts go where the weights go that they are about.
    private func copyLicenseTexts() throws {
        guard case .trained(let source, _) = setup.origin else { return }
        for name in source.licenseTexts {
            let bytes = try OpenFile.bytes(of: "\(source.path)/\(name)", limit: 1 << 20)
            try AtomicFile.write(bytes, to: "\(folder)/\(name)")
        }
    }

    /// Bytes of the weights, as they lie on the disk.
    private func sizes() throws -> [(part: String, bytes: Int)] {
        try [("encoder", BlobRole.encoder), ("decoder", .decoder), ("tail", .tail)].map {
            ($0, try MappedFile(path: "\(folder)/\($1.fileName)").byteCount)
        }
    }

    private func note(of figures: CodecEvaluator.Figures, step: Int) -> ResultFigures {
        ResultFigures(
            backbone: setup.backbone.blueprint.name,
            recipe: setup.recipe.name,
            recipeDigest: "\(setup.recipeDigest)",
            step: step,
            dataset: setup.evaluationName,
            isHeldOut: setup.evaluation == nil,
            n: figures.count,
            skipped: figures.skippedCount,
            top1: figures.top1,
            top5: figures.top5,
            plainTop1: figures.plain?.top1,
            plainTop5: figures.plain?.top5,
            meanBytes: figures.meanBytes,
            headerBytes: CodecEvaluator.Figures.headerBytes,
            estimatedBytes: figures.estimatedBytes,
            trainedOn: setup.data.count,
            heldOut: setup.heldOut.count,
            storage: storage
        )
    }

    /// What `zoo pack` is told about the result.
    private func packDescription(
        step: Int,
        figures: CodecEvaluator.Figures
    ) throws -> PackDescription {
        PackDescription(
            name: try BundleName(setup.backbone.blueprint.name),
            version: BundleVersion(major: 1, minor: 0, patch: 0),
            summary: "\(setup.recipe.summary) \(step) steps.",
            training: .trained,
            metrics: metrics(figures),
            lineage: BundleLineage(recipeDigest: setup.recipeDigest, tool: "zoo-train"),
            upstream: setup.origin?.upstream,
            licenses: setup.terms.all.map { BundleLicense(component: $0.part, spdx: $0.spdx) }
        )
    }

    private func metrics(_ figures: CodecEvaluator.Figures) -> [BundleMetric] {
        let split = setup.evaluation == nil ? "held-out" : "eval"
        // What was coded: a small backbone may like smaller images than the encoder takes.
        let side = (setup.encoder?.preprocessing ?? setup.backbone.preprocessing).outputSize
        let coded = BundleMetric(
            dataset: setup.evaluationName,
            split: split,
            n: figures.count,
            top1: figures.top1,
            top5: figures.top5,
            meanBytes: figures.meanBytes,
            estimatedBytes: figures.estimatedBytes,
            bitsPerPixel: figures.meanBytes * 8 / Double(side.width * side.height)
        )
        let plain = figures.plain.map { plain in
            BundleMetric(
                dataset: "\(setup.evaluationName), without the codec",
                split: split,
                n: figures.count,
                top1: plain.top1,
                top5: plain.top5
            )
        }
        return [coded] + [plain].compactMap(\.self)
    }
}
