internal import FrankenBlueprint
internal import FrankenData
internal import FrankenFiles
internal import FrankenGraph
package import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// Trains a classifier by a recipe: from initial weights or a checkpoint to the end or the wish to
/// stop.
package struct BackboneTrainer: Sendable {
    /// What is trained, on what.
    package let setup: BackboneSetup
    /// Where to write, and how far to go.
    package let options: TrainerOptions

    /// A trainer; nothing is written yet.
    package init(_ setup: BackboneSetup, options: TrainerOptions) {
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
    package func run(
        isStopped: () -> Bool,
        report: (LogRecord) -> Void
    ) async throws -> BackboneResult {
        let group = setup.group
        try group.checkParts(of: setup.recipe.batch)
        let folder = group.isFirst ? try makeFolder() : nil
        let start = try TrainingStart.shared(by: group) { try folder.map(self.start) }
        let state = start.state
        // Only the first process tells; the others do the same.
        func tell(_ record: LogRecord) { if group.isFirst { report(record) } }
        var run = try BackboneRun(
            setup: setup,
            folder: folder,
            log: folder.map { _ in
                try TrainingLog(path: "\(options.folder)/log.jsonl", resumingAt: state.step)
            },
            limit: min(setup.recipe.stepCount, options.stepLimit ?? Int.max),
            state: state,
            step: step(from: start)
        )
        try run.note(LogRecord(.start, step: state.step, text: start.note), tell)
        try run.noteLeftOut(tell)
        if let wish = setup.recipe.distillation, wish.view == .maps {
            let text = "\(wish.teacher) looks at \(setup.data.count) images first, once"
            try run.note(LogRecord(.start, step: state.step, text: text), tell)
        }
        run.opinions = try await ClassOpinions.make(setup, isStopped: isStopped)
        let end = try await run.train(isStopped, tell)
        guard group.isFirst else {
            return BackboneResult(end: end, step: run.state.step, path: nil, figures: [])
        }
        var figures: [BackboneFigures]?
        if end != .interrupted { figures = try await run.measure(isStopped, tell) }
        guard let figures else {
            try run.note(
                LogRecord(.stop, step: run.state.step, text: TrainingEnd.interrupted.rawValue),
                tell
            )
            return BackboneResult(end: .interrupted, step: run.state.step, path: nil, figures: [])
        }
        try run.note(LogRecord(.stop, step: run.state.step, text: end.rawValue), tell)
        let output = BackboneOutput(setup: setup, folder: options.folder)
        let path = try output.write(run.step.backbone, step: run.state.step, figures: figures)
        return BackboneResult(end: end, step: run.state.step, path: path, figures: figures)
    }

    private func makeFolder() throws -> CheckpointFolder {
        // What cannot be made is reported by the first file in it.
        _ = try? Folder.make(options.folder, mode: 0o755)
        return try CheckpointFolder(path: "\(options.folder)/checkpoints")
    }

    /// The newest checkpoint, other weights, or the beginning.
    private func start(_ folder: CheckpointFolder) throws -> TrainingStart {
        guard let checkpoint = try latest(folder) else {
            if let path = options.initialWeights {
                try BackboneOutput.noteStart(from: path, in: options.folder)
            }
            return TrainingStart(
                state: CheckpointState(recipe: setup.recipeDigest, library: options.library),
                trainee: TraineeStart(
                    weights: try options.initialWeights.map { try TensorStore.open(path: $0) }
                ),
                note: options.initialWeights.map { "from \($0)." } ?? "from initial weights."
            )
        }
        let noise = checkpoint.state.generators[BackboneRun.noiseKey] ?? []
        return TrainingStart(
            state: checkpoint.state,
            trainee: TraineeStart(
                weights: try checkpoint.tensors(BackboneRun.weightsSet),
                moments: (
                    try checkpoint.tensors(BackboneRun.momentsSet), checkpoint.state.step
                ),
                noise: noise.first.map {
                    NoiseSource(seed: $0, count: noise.count > 1 ? noise[1] : 0)
                }
            ),
            note: "from \(checkpoint.path)."
        )
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

    private func step(from start: TrainingStart) throws -> ClassificationStep {
        let recipe = setup.recipe
        let graph = try setup.blueprint.graph(classCount: recipe.classes)
        let model: Model
        if let weights = start.trainee.weights {
            model = try Model(graph: graph, weights: weights)
        } else {
            var initial = InitialParameters(seed: recipe.seeds.parameters)
            model = try initial.model(graph)
        }
        let rule = try recipe.optimizer.trainingRule().withoutDecay
        var step = try ClassificationStep(
            model,
            optimizer: rule,
            options: .init(
                labelSmoothing: recipe.labelSmoothing,
                weightDecay: recipe.optimizer.weightDecay,
                arithmetic: recipe.precision.arithmetic,
                dropPath: graph.residualBranches(dropping: recipe.dropPath)
            ),
            noise: start.trainee.noise ?? NoiseSource(seed: recipe.seeds.noise),
            on: setup.device
        )
        step.group = setup.group
        step.imitation = try recipe.distillation.map { wish throws(TrainingError) in
            try Imitation(weight: wish.weight, temperature: wish.temperature)
        }
        if let moments = start.trainee.moments {
            step.optimizer = try Optimizer(
                rule,
                stepCount: moments.steps,
                from: moments.store,
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
