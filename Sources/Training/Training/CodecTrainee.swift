internal import FrankenBlueprint
internal import FrankenCodec
internal import FrankenData
internal import FrankenEntropy
internal import FrankenGraph
internal import FrankenInference
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// Encoder, prior and decoder, trained together.
struct CodecTrainee: CodecMaking {
    let setup: TrainingSetup
    let stage: Recipe.Stage
    var encodeMilliseconds: Double?
    private let guide: SaliencyGuide
    private var codec: HeadDistillationStep
    private(set) var isNew: Bool

    /// A trainee for a stage.
    init(_ setup: TrainingSetup, stage: Recipe.Stage, from start: TraineeStart) throws {
        self.setup = setup
        self.stage = stage
        guide = try SaliencyGuide(setup, stage: stage)
        let recipe = setup.recipe
        guard let sizes = recipe.encoder else {
            throw TrainingError(.inconsistent, "A recipe for a codec declares an 'encoder'.")
        }
        var parts =
            try start.weights.map { try CodecParts($0, recipe: recipe, decoder: setup.decoder) }
            ?? CodecParts(
                initial: recipe.seeds.parameters,
                sizes: EncoderSizes(sizes),
                decoder: setup.decoder
            )
        if stage.levels == nil, let levels = parts.levels {
            parts = try parts.at(level: Double(levels.count - 1))
        }
        isNew = start.weights == nil
        let rule = try stage.optimizer.trainingRule()
        codec = try HeadDistillationStep(
            teacher: setup.teacher,
            encoder: parts.encoder,
            decoder: parts.decoder,
            prior: parts.prior,
            options: DistillationOptions(
                lambda: stage.objective.lambda(pixels: stage.augmentation.side),
                quantization: stage.quantizer.quantization(),
                arithmetic: recipe.precision.arithmetic,
                optimizer: rule
            ),
            noise: start.noise ?? NoiseSource(seed: recipe.seeds.noise)
        )
        codec.comparesFeatures = stage.objective.features != nil
        codec.tail = try setup.tailObjectives(stage)
        codec.group = setup.group
        codec.levels = try stage.levels.map { try parts.rates($0, on: setup.teacher.device) }
        if let moments = start.moments {
            codec.optimizer = try Optimizer(
                rule,
                stepCount: moments.steps,
                from: moments.store,
                prefix: "",
                on: setup.teacher.device
            )
        }
    }

    var optimizerSteps: Int { codec.optimizer.stepCount }
    var noise: NoiseSource { codec.noise }

    mutating func start(on batch: SampleBatch) throws {
        try codec.startOutput(on: guide.batch(batch))
        isNew = false
    }

    mutating func step(_ batch: SampleBatch, at place: StepPlace) throws -> StepReport {
        try codec.step(
            guide.batch(batch),
            learningRate: learningRate(at: place),
            rateFactor: stage.rateFactor(
                at: place.stageStep,
                stepsPerEpoch: place.stepsPerEpoch
            )
        )
    }

    func weights() throws -> TensorStore {
        try TensorStore(
            inMemory: codec.encoder.memoryTensors(prefix: CodecParts.encoderPrefix)
                + codec.decoder.memoryTensors(prefix: CodecParts.decoderPrefix)
                + codec.prior.parameters.memoryTensors(prefix: CodecParts.priorPrefix)
                + (codec.levels?.parameters.memoryTensors(prefix: CodecParts.levelsPrefix) ?? [])
        )
    }

    func moments() throws -> TensorStore {
        try TensorStore(inMemory: codec.optimizer.state.memoryTensors())
    }

    func product() throws -> TrainedCodec { try product(parts()) }

    func levelProducts() throws -> [TrainedCodec] {
        let parts = try parts()
        return try (0..<(parts.levels?.count ?? 0)).map {
            try product(parts.at(level: Double($0)))
        }
    }

    private func parts() throws -> CodecParts {
        try CodecParts(weights(), recipe: setup.recipe, decoder: setup.decoder)
    }

    private func product(_ parts: CodecParts) throws -> TrainedCodec {
        try parts.product(
            name: setup.recipe.name,
            backbone: setup.backbone,
            tail: setup.tail
        )
    }

    func entering(stage: Int) throws -> CodecTrainee {
        var next = try CodecTrainee(
            setup,
            stage: setup.recipe.stages[stage],
            from: .init(weights: weights(), noise: noise)
        )
        next.encodeMilliseconds = encodeMilliseconds
        return next
    }
}
