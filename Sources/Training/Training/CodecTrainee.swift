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
struct CodecTrainee: Trainee {
    private static let encoderPrefix = "encoder."
    private static let decoderPrefix = "decoder."
    private static let priorPrefix = "prior."

    private let setup: TrainingSetup
    private let guide: SaliencyGuide
    private var codec: HeadDistillationStep
    private(set) var isNew: Bool

    /// A trainee for a stage.
    init(_ setup: TrainingSetup, stage: Recipe.Stage, from start: TraineeStart) throws {
        self.setup = setup
        guide = try SaliencyGuide(setup, stage: stage)
        let recipe = setup.recipe
        guard let sizes = recipe.encoder else {
            throw TrainerError(.inconsistent, "A recipe for a codec declares an 'encoder'.")
        }
        let encoderGraph = try EncoderGraph.make(EncoderSizes(sizes))
        let decoderGraph = try setup.decoder.graph(latentChannels: sizes.latentChannels)
        let (encoder, decoder): (Model, Model)
        let prior: FactorizedPrior
        if let weights = start.weights {
            encoder = try Model(
                graph: encoderGraph,
                weights: weights.dropping(prefix: Self.encoderPrefix)
            )
            decoder = try Model(
                graph: decoderGraph,
                weights: weights.dropping(prefix: Self.decoderPrefix)
            )
            prior = try Self.prior(in: weights)
        } else {
            var initial = InitialParameters(seed: recipe.seeds.parameters)
            encoder = try initial.model(encoderGraph)
            decoder = try initial.model(decoderGraph)
            prior = try .initial(channelCount: sizes.latentChannels, using: &initial)
        }
        isNew = start.weights == nil
        let rule = try stage.optimizer.trainingRule()
        codec = try HeadDistillationStep(
            teacher: setup.teacher,
            encoder: encoder,
            decoder: decoder,
            prior: prior,
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

    mutating func step(_ batch: SampleBatch, learningRate: Double) throws -> StepReport {
        try codec.step(guide.batch(batch), learningRate: learningRate)
    }

    func weights() throws -> TensorStore {
        try TensorStore(
            inMemory: codec.encoder.memoryTensors(prefix: Self.encoderPrefix)
                + codec.decoder.memoryTensors(prefix: Self.decoderPrefix)
                + codec.prior.parameters.memoryTensors(prefix: Self.priorPrefix)
        )
    }

    func moments() throws -> TensorStore {
        try TensorStore(inMemory: codec.optimizer.state.memoryTensors())
    }

    func product() throws -> SplitCodec {
        let weights = try weights()
        let prior = try Self.solvedPrior(in: weights)
        let encoder = try Model(
            graph: EncoderGraph.make(EncoderSizes(setup.recipe.encoder)),
            weights: weights.dropping(prefix: Self.encoderPrefix)
        )
        let package = try EncoderPackage(
            name: setup.recipe.name,
            training: .trained,
            model: encoder,
            latents: LatentCodec(prior.makeTables()),
            preprocessing: setup.backbone.preprocessing
        )
        let graph = try setup.decoder.graph(latentChannels: prior.channelCount)
        let decoder = try Model(
            graph: graph,
            weights: weights.dropping(prefix: Self.decoderPrefix)
        )
        return try SplitCodec(
            SplitCodec.Description(name: setup.backbone.blueprint.name),
            encoder: package,
            decoder: decoder,
            tail: setup.tail
        )
    }

    func prior() throws -> FactorizedPrior? { try Self.solvedPrior(in: weights()) }

    func entering(_ stage: Recipe.Stage) throws -> CodecTrainee {
        try CodecTrainee(setup, stage: stage, from: .init(weights: weights(), noise: noise))
    }

    /// Quantiles follow their loss by steps of the learning rate; the network knows them.
    private static func solvedPrior(in weights: TensorStore) throws -> FactorizedPrior {
        var prior = try prior(in: weights)
        prior.quantiles = prior.solvedQuantiles()
        return prior
    }

    private static func prior(in weights: TensorStore) throws -> FactorizedPrior {
        let arrays = try PriorNetwork<Float>.names.map {
            try weights.floats(named: priorPrefix + $0)
        }
        return try FactorizedPrior(
            network: PriorNetwork(
                matrices: Array(arrays[..<5]),
                biases: Array(arrays[5..<10]),
                factors: Array(arrays[10...])
            ),
            quantiles: weights.floats(named: priorPrefix + TrainablePrior.quantilesName)
        )
    }
}
