internal import FrankenData
internal import FrankenRecipes
internal import FrankenTorch

/// One run of a training: the loop, and what it keeps between steps.
struct TrainingRun<Kind: Trainee> {
    let setup: TrainingSetup
    /// Nil in processes that do not write.
    let files: TrainingFiles?
    let log: TrainingLog?
    let stepCount: Int
    /// What an image takes in the encoder, where a stage has a limit for it.
    let encodeMilliseconds: Double?
    var state: CheckpointState
    var trainee: Kind
    private var meter = StepMeter()
    private var savedStep: Int?
    private var skipped: Set<SampleBatch.Skipped> = []
    private let start = ContinuousClock.now

    init(
        setup: TrainingSetup,
        files: TrainingFiles?,
        log: TrainingLog?,
        stepCount: Int,
        encodeMilliseconds: Double?,
        state: CheckpointState,
        trainee: Kind
    ) {
        self.setup = setup
        self.files = files
        self.log = log
        self.stepCount = stepCount
        self.encodeMilliseconds = encodeMilliseconds
        self.state = state
        self.trainee = trainee
        savedStep = state.step > 0 ? state.step : nil
    }

    /// Runs steps until something ends them; the last one is saved.
    mutating func train(
        _ isStopped: () -> Bool,
        _ report: (TrainingEvent) -> Void
    ) async throws -> TrainingEnd {
        var end = TrainingEnd.finished
        let stages = setup.recipe.stages
        if trainee.isNew { try await startTrainee(stages[state.stage]) }
        stages: while state.stage < stages.count {
            let stage = stages[state.stage]
            let loader = try BatchLoader(
                setup.data,
                plan: stage.plan(setup),
                from: state.position
            )
            let count = stage.stepCount(stepsPerEpoch: loader.stepsPerEpoch)
            while state.stageStep < count {
                if try setup.group.any(isStopped()) {
                    end = .interrupted
                    break stages
                }
                if state.step >= stepCount {
                    end = .limited
                    break stages
                }
                guard let batch = try await loader.next() else { break }
                let rate = stage.learningRate(
                    at: state.stageStep,
                    stepsPerEpoch: loader.stepsPerEpoch
                )
                let factor = stage.rateFactor(
                    at: state.stageStep,
                    stepsPerEpoch: loader.stepsPerEpoch
                )
                let seen = try step(batch, rate, factor, report)
                advance(batch)
                try meet(seen, batch, rate, report)
                if try settle(isStopped, report) {
                    end = .reachedTarget
                    break stages
                }
            }
            guard state.stage + 1 < stages.count else { break }
            state.stage += 1
            state.stageStep = 0
            state.position = DataPosition(epoch: state.position.epoch + 1, step: 0)
            trainee = try trainee.entering(stages[state.stage])
        }
        try save(report)
        return end
    }

    /// Shows a new trainee the first batch, which is then trained on as any other.
    private mutating func startTrainee(_ stage: Recipe.Stage) async throws {
        let loader = try BatchLoader(setup.data, plan: stage.plan(setup), from: state.position)
        if let batch = try await loader.next() { try trainee.start(on: batch) }
    }

    /// Tells the caller and the log.
    func note(_ event: TrainingEvent, _ report: (TrainingEvent) -> Void) throws(RecipeError) {
        report(event)
        let seconds = (ContinuousClock.now - start).inSeconds
        let record: LogRecord =
            switch event {
            case .started(let step, _, let note):
                LogRecord(.start, step: step, seconds: seconds, text: note)
            case .progress(let progress):
                LogRecord(.step, step: progress.step, seconds: seconds, values: progress.values)
            case .evaluated(let step, let figures):
                LogRecord(.evaluation, step: step, seconds: seconds, values: figures.values)
            case .saved(let step, let path):
                LogRecord(.checkpoint, step: step, seconds: seconds, text: path)
            case .skipped(let name, let reason):
                LogRecord(.skipped, step: state.step, seconds: seconds, text: "\(name): \(reason)")
            }
        try log?.append(record)
    }

    /// Names the files that are no samples: all in the log, the first to the caller.
    func noteLeftOut(_ report: (TrainingEvent) -> Void) throws(RecipeError) {
        let (data, evaluation) = (setup.data.leftOut, setup.evaluation?.leftOut ?? [])
        let all = data + Set(evaluation).subtracting(data).sorted { $0.name < $1.name }
        for file in LeftOut.told(of: all, others: "log.jsonl names them.") {
            report(.skipped(name: file.name, reason: file.reason))
        }
        for file in all { try note(.skipped(name: file.name, reason: file.reason)) { _ in } }
    }

    /// Ends the log.
    func noteStop(_ text: String) throws(RecipeError) {
        let seconds = (ContinuousClock.now - start).inSeconds
        try log?.append(LogRecord(.stop, step: state.step, seconds: seconds, text: text))
    }

    private mutating func step(
        _ batch: SampleBatch,
        _ rate: Double,
        _ rateFactor: Double,
        _ report: (TrainingEvent) -> Void
    ) throws -> StepReport {
        do {
            return try trainee.step(batch, learningRate: rate, rateFactor: rateFactor)
        } catch let error as TrainingError {
            guard error.code == .diverged else { throw error }
            let saved = savedStep.map { "The checkpoint of step \($0) is good" }
            let text =
                "Step \(state.step + 1) is not finite: \(error.message). "
                + "\(saved ?? "There is no checkpoint yet"); go on with a lower learning rate."
            try noteStop(text)
            throw TrainerError(.diverged, text)
        }
    }

    private mutating func advance(_ batch: SampleBatch) {
        state.step += 1
        state.stageStep += 1
        state.position = batch.following
    }

    private mutating func meet(
        _ seen: StepReport,
        _ batch: SampleBatch,
        _ rate: Double,
        _ report: (TrainingEvent) -> Void
    ) throws {
        for sample in batch.skipped where skipped.insert(sample).inserted {
            try note(.skipped(name: sample.name, reason: sample.reason), report)
        }
        meter.add(seen, images: batch.samples.count * setup.group.count)
        guard meter.isDue || state.step == stepCount else { return }
        let pixels = batch.side * batch.side
        var progress = meter.report(
            step: state.step,
            of: stepCount,
            pixels: pixels,
            learningRate: rate
        )
        if let encodeMilliseconds {
            let objective = setup.recipe.stages[state.stage].objective
            let cost = try objective.latencyCost(milliseconds: encodeMilliseconds)
            progress?.latencyCost = cost
            progress?.loss += cost
        }
        if let progress { try note(.progress(progress), report) }
    }

    /// Saves and evaluates when it is time; whether the target is reached.
    private mutating func settle(
        _ isStopped: () -> Bool,
        _ report: (TrainingEvent) -> Void
    ) throws -> Bool {
        let recipe = setup.recipe
        if state.step.isMultiple(of: recipe.checkpointInterval) { try save(report) }
        guard state.step.isMultiple(of: recipe.evaluation.interval), state.step < stepCount else {
            return false
        }
        var isReached = false
        if setup.group.isFirst {
            let trainee = trainee
            let (product, levels) = try meter.exclude {
                (try trainee.product(), try trainee.levelProducts())
            }
            if let figures = try evaluate(product, levels, isFinal: false, isStopped) {
                try note(.evaluated(step: state.step, figures), report)
                try checkLife(figures)
                isReached = recipe.evaluation.targetTop1.map { figures.top1 >= $0 } ?? false
            }
        }
        return try setup.group.any(isReached)
    }

    mutating func evaluate(
        _ product: TrainedCodec,
        _ levels: [TrainedCodec],
        isFinal: Bool,
        _ isStopped: () -> Bool
    ) throws -> CodecEvaluator.Figures? {
        var evaluator = CodecEvaluator(setup, isFinal: isFinal)
        return try meter.exclude {
            try evaluator.figures(of: product, levels: levels, isCanceled: isStopped)
        }
    }

    /// Ends a training whose channels die: nothing revives them, and hours would be lost.
    private func checkLife(_ figures: CodecEvaluator.Figures) throws {
        guard let floor = setup.recipe.evaluation.liveChannels else { return }
        let live = figures.liveChannels.count
        guard live < floor else { return }
        let text =
            "Expected \(floor) or more live channels of \(figures.channels.count) after step "
            + "\(state.step), found \(live). Begin again with a lower lambda or from an older "
            + "checkpoint; no --resume revives them."
        try noteStop(text)
        throw TrainerError(.channelsDied, text)
    }

    private mutating func save(_ report: (TrainingEvent) -> Void) throws {
        guard let files, savedStep != state.step else { return }
        let (state, trainee) = (state, trainee)
        let checkpoint = try meter.exclude { try files.save(state, trainee) }
        savedStep = state.step
        try note(.saved(step: state.step, path: checkpoint.path), report)
    }
}
