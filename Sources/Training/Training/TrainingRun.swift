internal import FrankenData
internal import FrankenRecipes
internal import FrankenTorch

/// One run of a training: the loop, and what it keeps between steps.
struct TrainingRun<Kind: Trainee> {
    let course: TrainingCourse
    /// Nil in processes that do not write.
    let files: TrainingFiles?
    let log: TrainingLog?
    let stepCount: Int
    var state: CheckpointState
    var trainee: Kind
    private var meter = StepMeter()
    private var savedStep: Int?
    private var skipped: Set<SampleBatch.Skipped> = []
    private let start = ContinuousClock.now

    init(
        _ trainee: Kind,
        course: TrainingCourse,
        files: TrainingFiles?,
        stepCount: Int,
        state: CheckpointState
    ) throws {
        self.course = course
        self.files = files
        self.stepCount = stepCount
        self.state = state
        self.trainee = trainee
        log = try files.map { try TrainingLog(path: $0.logPath, resumingAt: state.step) }
        savedStep = state.step > 0 ? state.step : nil
    }

    /// Trains and writes the result.
    mutating func run(
        note text: String,
        _ isStopped: () -> Bool,
        _ tell: (LogRecord) -> Void
    ) async throws -> TrainingResult {
        let words = [text, try trainee.introduction()].compactMap(\.self)
        try note(
            .start,
            values: ["steps": Double(stepCount)],
            text: words.joined(separator: " "),
            tell
        )
        try noteLeftOut(tell)
        try await trainee.prepare(isStopped: isStopped)
        let end = try await train(isStopped, tell)
        return try await finish(end, isStopped, tell)
    }

    /// Runs steps until something ends them; the last one is saved.
    private mutating func train(
        _ isStopped: () -> Bool,
        _ tell: (LogRecord) -> Void
    ) async throws -> TrainingEnd {
        var end = TrainingEnd.finished
        let stages = course.stages
        if trainee.isNew { try await startTrainee(stages[state.stage]) }
        stages: while state.stage < stages.count {
            let stage = stages[state.stage]
            let loader = try BatchLoader(course.data, plan: stage.plan, from: state.position)
            let count = stage.stepCount(loader.stepsPerEpoch)
            while state.stageStep < count {
                if try course.group.any(isStopped()) {
                    end = .interrupted
                    break stages
                }
                if state.step >= stepCount {
                    end = .limited
                    break stages
                }
                guard let batch = try await loader.next() else { break }
                try step(batch, stepsPerEpoch: loader.stepsPerEpoch, tell)
                if try await settle(isStopped, tell) {
                    end = .reachedTarget
                    break stages
                }
            }
            guard state.stage + 1 < stages.count else { break }
            state.stage += 1
            state.stageStep = 0
            if !course.isContinuous {
                state.position = DataPosition(epoch: state.position.epoch + 1, step: 0)
            }
            trainee = try trainee.entering(stage: state.stage)
        }
        try save(tell)
        return end
    }

    /// Measures and writes what was made, unless the training was interrupted.
    private func finish(
        _ end: TrainingEnd,
        _ isStopped: () -> Bool,
        _ tell: (LogRecord) -> Void
    ) async throws -> TrainingResult {
        var end = end
        var measured: Kind.Measured?
        if let files, end != .interrupted {
            measured = try await trainee.measure(
                asStored: files.options.storage,
                isStopped: isStopped
            )
            if let measured, !isStopped() {
                for line in measured.lines {
                    try note(.evaluation, values: line.values, text: line.text, tell)
                }
                try note(.stop, text: end.rawValue, tell)
                let parts = try trainee.write(measured, to: files, step: state.step)
                return TrainingResult(end: end, step: state.step, parts: parts)
            }
            end = .interrupted
        }
        try note(.stop, text: end.rawValue, tell)
        return TrainingResult(end: end, step: state.step, parts: nil)
    }

    /// Shows a new trainee the first batch, which is then trained on as any other.
    private mutating func startTrainee(_ stage: TrainingCourse.Stage) async throws {
        let loader = try BatchLoader(course.data, plan: stage.plan, from: state.position)
        if let batch = try await loader.next() { try trainee.start(on: batch) }
    }

    /// Tells the caller and the log.
    private func note(
        _ event: LogRecord.Event,
        values: [String: Double] = [:],
        text: String? = nil,
        _ tell: (LogRecord) -> Void
    ) throws(RecipeError) {
        let seconds = (ContinuousClock.now - start).inSeconds
        let record = LogRecord(
            event,
            step: state.step,
            seconds: seconds,
            values: values,
            text: text
        )
        tell(record)
        try log?.append(record)
    }

    /// Names the files that are no samples: all in the log, the first to the caller.
    private func noteLeftOut(_ tell: (LogRecord) -> Void) throws(RecipeError) {
        let told = LeftOut.told(of: course.leftOut, others: "log.jsonl names them.")
        for file in told {
            tell(LogRecord(.skipped, step: state.step, text: "\(file.name): \(file.reason)"))
        }
        for file in course.leftOut {
            try note(.skipped, text: "\(file.name): \(file.reason)") { _ in }
        }
    }

    private mutating func step(
        _ batch: SampleBatch,
        stepsPerEpoch: Int,
        _ tell: (LogRecord) -> Void
    ) throws {
        let place = StepPlace(
            step: state.step,
            stageStep: state.stageStep,
            stepsPerEpoch: stepsPerEpoch
        )
        let seen: StepReport
        do {
            seen = try trainee.step(batch, at: place)
        } catch let error as TorchError {
            guard error.code == .diverged else { throw error }
            let saved = savedStep.map { "The checkpoint of step \($0) is good" }
            let text =
                "Step \(state.step + 1) is not finite: \(error.message). "
                + "\(saved ?? "There is no checkpoint yet"); go on with a lower learning rate."
            try note(.stop, text: text, tell)
            throw TrainingError(.diverged, text)
        }
        state.step += 1
        state.stageStep += 1
        state.position = batch.following
        for sample in batch.skipped where skipped.insert(sample).inserted {
            try note(.skipped, text: "\(sample.name): \(sample.reason)", tell)
        }
        meter.add(seen, images: batch.samples.count * course.group.count)
        guard meter.isDue || state.step == stepCount,
            let (mean, speed) = meter.report(left: stepCount - state.step)
        else { return }
        var values = try trainee.values(of: mean, pixels: batch.side * batch.side)
        values.merge(speed) { own, _ in own }
        values["learningRate"] = trainee.learningRate(at: place)
        values["side"] = Double(batch.side)
        try note(.step, values: values, tell)
    }

    /// Saves and evaluates when it is time; whether the target is reached.
    private mutating func settle(
        _ isStopped: () -> Bool,
        _ tell: (LogRecord) -> Void
    ) async throws -> Bool {
        if state.step.isMultiple(of: course.checkpointInterval) { try save(tell) }
        guard state.step.isMultiple(of: course.evaluationInterval), state.step < stepCount else {
            return false
        }
        var isReached = false
        if course.group.isFirst {
            let begin = ContinuousClock.now
            let measured = try await trainee.measure(asStored: nil, isStopped: isStopped)
            meter.exclude(since: begin)
            if let measured {
                for line in measured.lines {
                    try note(.evaluation, values: line.values, text: line.text, tell)
                }
                try checkLife(measured, tell)
                isReached = course.targetTop1.map { measured.top1 >= $0 } ?? false
            }
        }
        return try course.group.any(isReached)
    }

    /// Ends a training whose channels die: nothing revives them, and hours would be lost.
    private func checkLife(_ measured: Kind.Measured, _ tell: (LogRecord) -> Void) throws {
        guard let floor = course.liveChannels, let (live, all) = measured.channels, live < floor
        else { return }
        let text =
            "Expected \(floor) or more live channels of \(all) after step \(state.step), found "
            + "\(live). Begin again with a lower lambda or from an older checkpoint; no --resume "
            + "revives them."
        try note(.stop, text: text, tell)
        throw TrainingError(.channelsDied, text)
    }

    private mutating func save(_ tell: (LogRecord) -> Void) throws {
        guard let files, savedStep != state.step else { return }
        let (state, trainee, course) = (state, trainee, course)
        let checkpoint = try meter.exclude {
            try files.save(state, trainee, isContinuous: course.isContinuous)
        }
        savedStep = state.step
        try note(.checkpoint, text: checkpoint.path, tell)
    }
}
