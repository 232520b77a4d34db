internal import FrankenBlueprint
internal import FrankenData
internal import FrankenGraph
public import FrankenRecipes
internal import FrankenTraining
internal import FrankenWeights

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Trains a classifier by a recipe: from initial weights or a checkpoint to the end or the wish to
/// stop.
public struct BackboneTrainer: Sendable {
    /// What is trained, on what.
    public let setup: BackboneSetup
    /// Where to write, and how far to go.
    public let options: TrainerOptions

    /// A trainer; nothing is written yet.
    public init(_ setup: BackboneSetup, options: TrainerOptions) {
        self.setup = setup
        self.options = options
    }

    /// Trains.
    ///
    /// - Parameters:
    ///   - isStopped: Asked after each step; the training is saved and ends once it says so.
    ///   - report: Gets every line of the log.
    /// - Returns: Why it ended, and what was made.
    /// - Throws: ``TrainerError`` with code `.exists` when the folder holds a training that was not
    ///   to be resumed, `.diverged` when the loss is no number; errors of data and files.
    public func run(
        isStopped: () -> Bool,
        report: (LogRecord) -> Void
    ) async throws -> BackboneResult {
        // What cannot be made is reported by the first file in it.
        _ = mkdir(options.folder, 0o755)
        let folder = try CheckpointFolder(path: "\(options.folder)/checkpoints")
        let checkpoint = try latest(folder)
        let state =
            checkpoint?.state
            ?? CheckpointState(recipe: setup.recipeDigest, library: options.library)
        if checkpoint == nil, let path = options.initialWeights {
            try BackboneOutput.noteStart(from: path, in: options.folder)
        }
        var run = try BackboneRun(
            setup: setup,
            folder: folder,
            log: TrainingLog(path: "\(options.folder)/log.jsonl", resumingAt: state.step),
            limit: min(setup.recipe.stepCount, options.stepLimit ?? Int.max),
            state: state,
            step: step(from: checkpoint)
        )
        let start =
            checkpoint.map { "from \($0.path)." }
            ?? options.initialWeights.map { "from \($0)." } ?? "from initial weights."
        try run.note(LogRecord(.start, step: state.step, text: start), report)
        let end = try await run.train(isStopped, report)
        var figures: [BackboneFigures]?
        if end != .interrupted { figures = try await run.measure(isStopped, report) }
        guard let figures else {
            try run.note(
                LogRecord(.stop, step: run.state.step, text: TrainingEnd.interrupted.rawValue),
                report
            )
            return BackboneResult(end: .interrupted, step: run.state.step, path: nil, figures: [])
        }
        try run.note(LogRecord(.stop, step: run.state.step, text: end.rawValue), report)
        let output = BackboneOutput(setup: setup, folder: options.folder)
        let path = try output.write(run.step.backbone, step: run.state.step, figures: figures)
        return BackboneResult(end: end, step: run.state.step, path: path, figures: figures)
    }

    private func latest(_ folder: CheckpointFolder) throws -> Checkpoint? {
        guard let (checkpoint, _) = try folder.latest(recipe: setup.recipeDigest) else {
            return nil
        }
        guard options.isResumed else {
            throw TrainerError(
                .exists,
                "'\(options.folder)' holds a training with \(checkpoint.state.step) steps. "
                    + "Pass --resume to go on, or another folder."
            )
        }
        return checkpoint
    }

    private func step(from checkpoint: Checkpoint?) throws -> ClassificationStep {
        let recipe = setup.recipe
        let graph = try setup.blueprint.graph(classCount: recipe.classes)
        let model: Model
        if let checkpoint {
            model = try Model(graph: graph, weights: checkpoint.tensors(BackboneRun.weightsSet))
        } else if let path = options.initialWeights {
            model = try Model(graph: graph, weights: TensorStore.open(path: path))
        } else {
            var initial = InitialParameters(seed: recipe.seeds.parameters)
            model = try initial.model(graph)
        }
        let rule = try recipe.optimizer.trainingRule().withoutDecay
        let noise = checkpoint?.state.generators[BackboneRun.noiseKey] ?? [recipe.seeds.noise, 0]
        var step = try ClassificationStep(
            model,
            optimizer: rule,
            options: .init(
                labelSmoothing: recipe.labelSmoothing,
                weightDecay: recipe.optimizer.weightDecay,
                arithmetic: recipe.precision.arithmetic
            ),
            noise: NoiseSource(seed: noise[0], count: noise.count > 1 ? noise[1] : 0),
            on: setup.device
        )
        if let checkpoint {
            step.optimizer = try Optimizer(
                rule,
                stepCount: checkpoint.state.step,
                from: checkpoint.tensors(BackboneRun.momentsSet),
                prefix: "",
                on: setup.device
            )
        }
        return step
    }
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
