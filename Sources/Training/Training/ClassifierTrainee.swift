internal import FrankenBlueprint
internal import FrankenData
internal import FrankenGraph
internal import FrankenImage
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// A classifier, trained on labelled images; one optimizer goes through all stages.
struct ClassifierTrainee: Trainee {
    private let setup: BackboneSetup
    private let graph: ModelGraph
    private var classifier: ClassificationStep
    /// A teacher's; nil where the recipe names none.
    private var opinions: ClassOpinions?

    /// A trainee for any stage.
    init(_ setup: BackboneSetup, from start: TraineeStart) throws {
        self.setup = setup
        let recipe = setup.recipe
        graph = try setup.blueprint.graph(classCount: recipe.classes)
        let model: Model
        if let weights = start.weights {
            model = try Model(graph: graph, weights: weights)
        } else {
            var initial = InitialParameters(seed: recipe.seeds.parameters)
            model = try initial.model(graph)
        }
        let rule = try recipe.optimizer.trainingRule().withoutDecay
        classifier = try ClassificationStep(
            model,
            optimizer: rule,
            options: .init(
                labelSmoothing: recipe.labelSmoothing,
                weightDecay: recipe.optimizer.weightDecay,
                arithmetic: recipe.precision.arithmetic,
                dropPath: graph.residualBranches(dropping: recipe.dropPath)
            ),
            noise: start.noise ?? NoiseSource(seed: recipe.seeds.noise),
            on: setup.device
        )
        classifier.group = setup.group
        classifier.imitation = try recipe.distillation.map { wish throws(TorchError) in
            try Imitation(weight: wish.weight, temperature: wish.temperature)
        }
        if let moments = start.moments {
            classifier.optimizer = try Optimizer(
                rule,
                stepCount: moments.steps,
                from: moments.store,
                prefix: "",
                on: setup.device
            )
        }
    }

    var optimizerSteps: Int { classifier.optimizer.stepCount }
    var noise: NoiseSource { classifier.noise }
    var isNew: Bool { false }

    func introduction() -> String? {
        guard let wish = setup.recipe.distillation, wish.view == .maps else { return nil }
        return "\(wish.teacher) looks at \(setup.data.count) images first, once."
    }

    mutating func prepare(isStopped: () -> Bool) async throws {
        opinions = try await ClassOpinions.make(setup, isStopped: isStopped)
    }

    mutating func start(on batch: SampleBatch) throws {}

    func learningRate(at place: StepPlace) -> Double {
        setup.recipe.learningRate(at: place.step, stepsPerEpoch: place.stepsPerEpoch)
    }

    mutating func step(_ batch: SampleBatch, at place: StepPlace) throws -> StepReport {
        try classifier.step(
            Batch(images: batch.images, shape: batch.shape),
            labels: batch.labels,
            opinions: opinions?.logits(of: batch) ?? [],
            mix: mix(side: batch.side, step: place.step),
            learningRate: learningRate(at: place)
        )
    }

    func values(of mean: StepReport, pixels: Int) -> [String: Double] { ["loss": mean.loss] }

    func weights() throws -> TensorStore {
        try TensorStore(inMemory: classifier.backbone.memoryTensors())
    }

    func moments() throws -> TensorStore {
        try TensorStore(inMemory: classifier.optimizer.state.memoryTensors())
    }

    func entering(stage: Int) -> ClassifierTrainee { self }

    func measure(
        asStored storage: WeightStorage?,
        isStopped: () -> Bool
    ) async throws -> MeasuredClassifier? {
        let isFinal = storage != nil
        let (recipe, data) = (setup.recipe, isFinal ? setup.evaluation : nil)
        let evaluator = BackboneEvaluator(
            data: data ?? setup.heldOut,
            normalization: setup.blueprint.preprocessing,
            threads: setup.threads
        )
        let model = try Model(graph: graph, weights: weights())
        var measured = MeasuredClassifier()
        for view in recipe.evaluation.views.prefix(isFinal ? .max : 1) {
            let counts = try await evaluator.counts(of: model, view: view, isCanceled: isStopped)
            guard let counts else { return nil }
            let found = BackboneFigures(
                dataset: setup.evaluationName,
                side: view.side,
                resize: view.resizeText,
                n: counts.images,
                top1: Double(counts.first) / Double(counts.images),
                top5: Double(counts.five) / Double(counts.images)
            )
            let text = "\(found.dataset), side \(found.side), resize \(found.resize ?? "none")"
            measured.views.append(found)
            measured.lines.append((counts.values, isFinal ? text : "held-out"))
        }
        return measured
    }

    func write(
        _ measured: MeasuredClassifier,
        to files: TrainingFiles,
        step: Int
    ) throws -> ResultParts {
        let output = BackboneOutput(setup: setup, folder: files.options.folder)
        let path = try output.write(weights(), step: step, figures: measured.views)
        return ResultParts(path: path, views: measured.views)
    }

    /// What the images of a step take from each other; a function of the step alone.
    private func mix(side: Int, step: Int) -> CutMix? {
        let recipe = setup.recipe
        guard recipe.cutMix > 0 else { return nil }
        var random = InitialParameters(seed: recipe.seeds.noise ^ UInt64(step) << 20)
        guard Double.random(in: 0..<1, using: &random) < recipe.cutMix else { return nil }
        return CutMix(side: side, using: &random)
    }
}

/// How good a classifier is in each view.
struct MeasuredClassifier: Evaluated {
    var views: [BackboneFigures] = []
    var lines: [(values: [String: Double], text: String?)] = []
    var top1: Double { views.first?.top1 ?? 0 }
    var channels: (live: Int, all: Int)? { nil }
}

extension OptimizerRule {
    /// The same without weight decay, which the step does apart from the gradient.
    fileprivate var withoutDecay: OptimizerRule {
        switch self {
        case .adam(var rule):
            rule.weightDecay = 0
            return .adam(rule)
        case .descent(var rule):
            rule.weightDecay = 0
            return .descent(rule)
        }
    }
}

extension ModelGraph {
    /// The branches that are added to what they began with, the deepest with the whole
    /// probability, the others in proportion to their depth (Huang et al., 2016, arXiv:1603.09382).
    fileprivate func residualBranches(dropping probability: Double) -> [String: Double] {
        guard probability > 0 else { return [:] }
        let branches = nodes.compactMap { node in
            if case .binary(let op) = node.op, op.function == .add { node.inputs[0] } else { nil }
        }
        var result: [String: Double] = [:]
        for (index, name) in branches.enumerated() {
            result[name] = probability * Double(index + 1) / Double(branches.count)
        }
        return result
    }
}

extension Augmentation {
    /// How an image is resized before the center crop, for people.
    fileprivate var resizeText: String? {
        guard case .center(let rule) = crop else { return nil }
        switch rule {
        case .none: return nil
        case .shorterSide(let side): return "shorter side \(side)"
        case .exact(let width, let height): return "\(width) x \(height)"
        }
    }
}
