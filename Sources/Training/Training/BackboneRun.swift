internal import FrankenBlueprint
internal import FrankenData
internal import FrankenGraph
internal import FrankenImage
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// One run of a classifier's training: the loop, and what it keeps between steps.
struct BackboneRun {
    static let weightsSet = "weights"
    static let momentsSet = "moments"
    static let noiseKey = "noise"

    let setup: BackboneSetup
    /// Nil in processes that do not write.
    let folder: CheckpointFolder?
    let log: TrainingLog?
    let limit: Int
    var state: CheckpointState
    var step: ClassificationStep
    /// A teacher's; nil where the recipe names none.
    var opinions: ClassOpinions?
    private var meter = StepMeter()
    private var savedStep: Int?
    private var skipped: Set<SampleBatch.Skipped> = []
    private let start = ContinuousClock.now

    init(
        setup: BackboneSetup,
        folder: CheckpointFolder?,
        log: TrainingLog?,
        limit: Int,
        state: CheckpointState,
        step: ClassificationStep
    ) {
        self.setup = setup
        self.folder = folder
        self.log = log
        self.limit = limit
        self.state = state
        self.step = step
        savedStep = state.step > 0 ? state.step : nil
    }

    /// Runs steps until something ends them; the last one is saved.
    mutating func train(
        _ isStopped: () -> Bool,
        _ report: (LogRecord) -> Void
    ) async throws -> TrainingEnd {
        var end = TrainingEnd.finished
        let stages = setup.recipe.stages
        stages: while state.stage < stages.count {
            let stage = stages[state.stage]
            let loader = try BatchLoader(
                setup.data,
                plan: setup.plan(stage),
                from: state.position
            )
            while state.stageStep < stage.steps {
                if try setup.group.any(isStopped()) {
                    end = .interrupted
                    break stages
                }
                if state.step >= limit {
                    end = .limited
                    break stages
                }
                guard let batch = try await loader.next() else { break }
                try learn(batch, stepsPerEpoch: loader.stepsPerEpoch, report)
                try await settle(isStopped, report)
            }
            guard state.stage + 1 < stages.count else { break }
            state.stage += 1
            state.stageStep = 0
        }
        try save(report)
        return end
    }

    /// The figures of every view; nil when it was canceled.
    mutating func measure(
        _ isStopped: () -> Bool,
        _ report: (LogRecord) -> Void
    ) async throws -> [BackboneFigures]? {
        var figures: [BackboneFigures] = []
        let data = setup.evaluation ?? setup.heldOut
        for view in setup.recipe.evaluation.views {
            guard let counts = try await counts(data, view, isStopped) else { return nil }
            let found = BackboneFigures(
                dataset: setup.evaluationName,
                side: view.side,
                resize: view.resizeText,
                n: counts.images,
                top1: Double(counts.first) / Double(counts.images),
                top5: Double(counts.five) / Double(counts.images)
            )
            figures.append(found)
            let text = "\(found.dataset), side \(found.side), resize \(found.resize ?? "none")"
            try note(
                LogRecord(.evaluation, step: state.step, values: counts.values, text: text),
                report
            )
        }
        return figures
    }

    /// Names the files that are no samples: all in the log, the first to the caller.
    func noteLeftOut(_ report: (LogRecord) -> Void) throws(RecipeError) {
        let (data, evaluation) = (setup.data.leftOut, setup.evaluation?.leftOut ?? [])
        let all = data + Set(evaluation).subtracting(data).sorted { $0.name < $1.name }
        func record(_ file: LeftOut) -> LogRecord {
            LogRecord(.skipped, step: state.step, text: "\(file.name): \(file.reason)")
        }
        for file in LeftOut.told(of: all, others: "log.jsonl names them.") { report(record(file)) }
        for file in all { try note(record(file)) { _ in } }
    }

    /// Tells the caller and the log.
    func note(_ record: LogRecord, _ report: (LogRecord) -> Void) throws(RecipeError) {
        var record = record
        record.seconds = (ContinuousClock.now - start).inSeconds
        report(record)
        try log?.append(record)
    }

    private mutating func learn(
        _ batch: SampleBatch,
        stepsPerEpoch: Int,
        _ report: (LogRecord) -> Void
    ) throws {
        let rate = setup.recipe.learningRate(at: state.step, stepsPerEpoch: stepsPerEpoch)
        let seen: StepReport
        do {
            seen = try step.step(
                Batch(images: batch.images, shape: batch.shape),
                labels: batch.labels,
                opinions: opinions?.logits(of: batch) ?? [],
                mix: mix(side: batch.side),
                learningRate: rate
            )
        } catch let error as TrainingError {
            guard error.code == .diverged else { throw error }
            let saved = savedStep.map { "The checkpoint of step \($0) is good" }
            let text =
                "Step \(state.step + 1) is not finite: \(error.message). "
                + "\(saved ?? "There is no checkpoint yet"); go on with a lower learning rate."
            try note(LogRecord(.stop, step: state.step, text: text), report)
            throw TrainerError(.diverged, text)
        }
        state.step += 1
        state.stageStep += 1
        state.position = batch.following
        for sample in batch.skipped where skipped.insert(sample).inserted {
            let text = "\(sample.name): \(sample.reason)"
            try note(LogRecord(.skipped, step: state.step, text: text), report)
        }
        meter.add(seen, images: batch.samples.count * setup.group.count)
        guard meter.isDue || state.step == limit else { return }
        let progress = meter.report(
            step: state.step,
            of: limit,
            pixels: batch.side * batch.side,
            learningRate: rate
        )
        guard let progress else { return }
        let values = [
            "loss": progress.loss, "learningRate": rate,
            "imagesPerSecond": progress.imagesPerSecond, "secondsLeft": progress.secondsLeft,
            "side": Double(batch.side),
        ]
        try note(LogRecord(.step, step: state.step, values: values), report)
    }

    /// What the images of this step take from each other; a function of the step alone.
    private func mix(side: Int) -> CutMix? {
        let recipe = setup.recipe
        guard recipe.cutMix > 0 else { return nil }
        var random = InitialParameters(seed: recipe.seeds.noise ^ UInt64(state.step) << 20)
        guard Double.random(in: 0..<1, using: &random) < recipe.cutMix else { return nil }
        return CutMix(side: side, using: &random)
    }

    /// Saves and measures when it is time.
    private mutating func settle(
        _ isStopped: () -> Bool,
        _ report: (LogRecord) -> Void
    ) async throws {
        let recipe = setup.recipe
        if state.step.isMultiple(of: recipe.checkpointInterval) { try save(report) }
        guard setup.group.isFirst, state.step.isMultiple(of: recipe.evaluation.interval),
            state.step < limit,
            let view = recipe.evaluation.views.first
        else { return }
        let counts = try await counts(setup.heldOut, view, isStopped)
        // A pause would look like slow steps; a report begins anew here.
        meter = StepMeter()
        guard let counts else { return }
        try note(
            LogRecord(.evaluation, step: state.step, values: counts.values, text: "held-out"),
            report
        )
    }

    private func counts(
        _ data: DataSet,
        _ view: Augmentation,
        _ isStopped: () -> Bool
    ) async throws -> BackboneEvaluator.Counts? {
        let graph = try setup.blueprint.graph(classCount: setup.recipe.classes)
        let weights = try TensorStore(inMemory: step.backbone.memoryTensors())
        let evaluator = BackboneEvaluator(
            data: data,
            normalization: setup.blueprint.preprocessing,
            threads: setup.threads
        )
        return try await evaluator.counts(
            of: Model(graph: graph, weights: weights),
            view: view,
            isCanceled: isStopped
        )
    }

    private mutating func save(_ report: (LogRecord) -> Void) throws {
        guard let folder, savedStep != state.step else { return }
        state.generators[Self.noiseKey] = [step.noise.seed, step.noise.count]
        let (state, step) = (state, step)
        let checkpoint = try meter.exclude {
            try folder.save(
                state,
                tensors: [
                    Self.weightsSet: TensorStore(inMemory: step.backbone.memoryTensors()),
                    Self.momentsSet: TensorStore(inMemory: step.optimizer.state.memoryTensors()),
                ]
            )
        }
        savedStep = state.step
        try note(LogRecord(.checkpoint, step: state.step, text: checkpoint.path), report)
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
