internal import FrankenCodec
internal import FrankenCrypto
internal import FrankenGraph
internal import FrankenInference
internal import FrankenRecipes
internal import FrankenTorch

/// A trainee that makes a codec: it is measured through real bytes and written as a folder.
protocol CodecMaking: Trainee where Measured == MeasuredCodec {
    var setup: TrainingSetup { get }
    var stage: Recipe.Stage { get }
    /// What an image takes in the encoder, where a stage has a limit for it.
    var encodeMilliseconds: Double? { get set }
    /// What is trained as files would have it; the finest level of several rates.
    func product() throws -> TrainedCodec
    /// Each level as a codec of its own, coarsest first; empty for one rate.
    func levelProducts() throws -> [TrainedCodec]
}

/// A codec and what was measured of it.
struct MeasuredCodec: Evaluated {
    let product: TrainedCodec
    let figures: CodecEvaluator.Figures

    var lines: [(values: [String: Double], text: String?)] { [(figures.values, nil)] }
    var top1: Double { figures.top1 }
    var channels: (live: Int, all: Int)? {
        (figures.liveChannels.count, figures.channels.count)
    }
}

extension CodecMaking {
    func levelProducts() throws -> [TrainedCodec] { [] }

    mutating func introduction() throws -> String? {
        guard setup.recipe.stages.contains(where: { $0.objective.latency != nil }) else {
            return nil
        }
        let milliseconds = try EncoderTime.milliseconds(of: product().codec.encoder)
        encodeMilliseconds = milliseconds
        let tenths = Double(Int(milliseconds * 10)) / 10
        return "The encoder takes \(tenths) ms here on one thread; that is the same whatever its "
            + "weights are, so 'latency' adds a constant to the loss and no gradient."
    }

    func learningRate(at place: StepPlace) -> Double {
        stage.learningRate(at: place.stageStep, stepsPerEpoch: place.stepsPerEpoch)
    }

    func values(of mean: StepReport, pixels: Int) throws -> [String: Double] {
        let area = Double(max(pixels, 1))
        var values = [
            "loss": mean.loss, "distortion": mean.distortion, "bitsPerPixel": mean.bits / area,
        ]
        if mean.crossEntropy != 0 { values["crossEntropy"] = mean.crossEntropy }
        if mean.divergence != 0 { values["divergence"] = mean.divergence }
        if let encodeMilliseconds {
            let cost = try stage.objective.latencyCost(milliseconds: encodeMilliseconds)
            values["latencyCost"] = cost
            values["loss"] = mean.loss + cost
        }
        for (index, level) in mean.levels.enumerated() {
            values["level\(index).distortion"] = level.distortion
            values["level\(index).bitsPerPixel"] = level.bits / area
        }
        return values
    }

    func measure(
        asStored storage: WeightStorage?,
        isStopped: () -> Bool
    ) async throws -> MeasuredCodec? {
        var evaluator = CodecEvaluator(setup, isFinal: storage != nil)
        var (product, levels) = (try product(), try levelProducts())
        if let storage {
            // A bundle that does not carry the tail names the bytes that `zoo import` makes.
            let keepsTail = setup.origin?.upstream != nil
            product = try product.stored(as: storage, keepsTail: keepsTail)
            levels = try levels.map { try $0.stored(as: storage, keepsTail: keepsTail) }
        }
        let figures = try evaluator.figures(of: product, levels: levels, isCanceled: isStopped)
        return figures.map { MeasuredCodec(product: product, figures: $0) }
    }

    func write(
        _ measured: MeasuredCodec,
        to files: TrainingFiles,
        step: Int
    ) throws -> ResultParts {
        let output = TrainingOutput(
            setup: setup,
            folder: files.options.folder,
            storage: files.options.storage
        )
        try output.write(
            measured.product.codec,
            weights: weights(),
            step: step,
            figures: measured.figures
        )
        try output.draw(TrainingLog.records(of: files.logPath))
        let description = measured.product.codec.encoder.description
        return ResultParts(
            path: files.options.folder,
            digests: [
                "encoder": Self.hex(description.encoderDigest),
                "tables": Self.hex(description.tablesDigest),
            ],
            figures: measured.figures
        )
    }

    private static func hex(_ bytes: [UInt8]) -> String { Digest(bytes: bytes)?.hex ?? "" }
}
