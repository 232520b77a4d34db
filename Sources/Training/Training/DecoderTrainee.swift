internal import FrankenBlueprint
internal import FrankenCodec
internal import FrankenData
internal import FrankenEntropy
internal import FrankenGraph
internal import FrankenImage
internal import FrankenInference
internal import FrankenRecipes
internal import FrankenRuntime
internal import FrankenTorch
internal import FrankenWeights

/// A decoder, trained on the latents of an encoder that stays as it is.
struct DecoderTrainee: CodecMaking {
    private static let prefix = "decoder."

    let setup: TrainingSetup
    let stage: Recipe.Stage
    var encodeMilliseconds: Double?
    private let package: EncoderPackage
    private let encoder: FrozenNetwork
    private let guide: SaliencyGuide
    private let latentShape: [Int]?
    private var decoder: DecoderStep
    private var cache = LatentCache()
    private(set) var isNew: Bool

    /// A trainee for a stage.
    init(
        _ setup: TrainingSetup,
        stage: Recipe.Stage,
        from start: TraineeStart
    ) throws {
        guard let package = setup.encoder else {
            throw TrainingError(
                .inconsistent,
                "A decoder is trained for an encoder that exists. Name its folder."
            )
        }
        let device = setup.teacher.device
        let encoder = try FrozenNetwork(
            package.model,
            precision: device.isCPU ? setup.recipe.precision.plan.supported : .float32,
            threads: setup.threads,
            on: device
        )
        try self.init(setup, package, encoder, stage, start)
    }

    private init(
        _ setup: TrainingSetup,
        _ package: EncoderPackage,
        _ encoder: FrozenNetwork,
        _ stage: Recipe.Stage,
        _ start: TraineeStart
    ) throws {
        self.setup = setup
        self.stage = stage
        self.package = package
        self.encoder = encoder
        guide = try SaliencyGuide(setup, stage: stage)
        let recipe = setup.recipe
        let graph = try setup.decoder.graph(latentChannels: package.latents.channelCount)
        let model: Model
        if let weights = start.weights {
            model = try Model(graph: graph, weights: weights.dropping(prefix: Self.prefix))
        } else {
            var initial = InitialParameters(seed: recipe.seeds.parameters)
            model = try initial.model(graph)
        }
        isNew = start.weights == nil
        let rule = try stage.optimizer.trainingRule()
        let side = stage.augmentation.side
        if stage.augmentation.isDeterministic {
            let shape = try package.latentShape(of: .init(width: side, height: side))
            latentShape = [shape.channels, shape.height, shape.width]
        } else {
            latentShape = nil
        }
        decoder = try DecoderStep(
            teacher: setup.teacher,
            encoder: encoder,
            medians: package.latents.levels[0].tables.channels.map(\.median),
            decoder: model,
            arithmetic: recipe.precision.arithmetic,
            optimizer: rule,
            noise: start.noise ?? NoiseSource(seed: recipe.seeds.noise)
        )
        decoder.comparesFeatures = stage.objective.features != nil
        decoder.tail = try setup.tailObjectives(stage)
        decoder.group = setup.group
        if let moments = start.moments {
            decoder.optimizer = try Optimizer(
                rule,
                stepCount: moments.steps,
                from: moments.store,
                prefix: "",
                on: setup.teacher.device
            )
        }
    }

    var optimizerSteps: Int { decoder.optimizer.stepCount }
    var noise: NoiseSource { decoder.noise }

    mutating func start(on batch: SampleBatch) throws {
        try decoder.startOutput(on: guide.batch(batch))
        isNew = false
    }

    mutating func step(_ batch: SampleBatch, at place: StepPlace) throws -> StepReport {
        let images = try guide.batch(batch)
        return try decoder.step(
            images,
            latents: latents(of: images, batch),
            learningRate: learningRate(at: place)
        )
    }

    /// Kept latents where images do not change, else nil: the step computes them.
    private mutating func latents(of images: Batch, _ batch: SampleBatch) throws -> Tensor? {
        guard let latentShape else { return nil }
        let digests = batch.samples.map(\.digest)
        if let known = cache.latents(of: digests) {
            return try Tensor.of(
                known,
                shape: [digests.count] + latentShape,
                on: setup.teacher.device
            )
        }
        let fresh = try decoder.latents(of: images)
        cache.keep(try fresh.floats(), of: digests)
        return fresh
    }

    func weights() throws -> TensorStore {
        try TensorStore(inMemory: decoder.decoder.memoryTensors(prefix: Self.prefix))
    }

    func moments() throws -> TensorStore {
        try TensorStore(inMemory: decoder.optimizer.state.memoryTensors())
    }

    func product() throws -> TrainedCodec {
        let graph = try setup.decoder.graph(latentChannels: package.latents.channelCount)
        let weights = try weights().dropping(prefix: Self.prefix)
        let codec = try SplitCodec(
            SplitCodec.Description(name: setup.backbone.blueprint.name),
            encoder: package,
            decoder: try Model(graph: graph, weights: weights),
            tail: setup.tail
        )
        return TrainedCodec(codec: codec, prior: nil)
    }

    func entering(stage: Int) throws -> DecoderTrainee {
        var next = try DecoderTrainee(
            setup,
            package,
            encoder,
            setup.recipe.stages[stage],
            TraineeStart(weights: weights(), noise: noise)
        )
        next.encodeMilliseconds = encodeMilliseconds
        return next
    }
}
