internal import FrankenData
internal import FrankenInference
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// Runs a recipe: from its beginning or a checkpoint to its end or the wish to stop.
package struct Trainer: Sendable {
    /// What is trained, on what.
    package let setup: TrainingSetup
    /// Where to write, and how far to go.
    package let options: TrainerOptions

    /// A trainer; nothing is written yet.
    package init(_ setup: TrainingSetup, options: TrainerOptions) {
        var setup = setup
        setup.saliencyFolder = setup.saliencyFolder ?? "\(options.folder)/saliency"
        self.setup = setup
        self.options = options
    }

    /// Trains.
    ///
    /// - Parameters:
    ///   - isStopped: Asked after each step; the training is saved and ends once it says so.
    ///   - report: Is told what happens.
    /// - Returns: Why it ended, and what was made; of several processes, only the first makes
    ///   anything.
    /// - Throws: ``TrainerError`` with code `.exists` when the folder holds a training that was not
    ///   to be resumed, `.diverged` when the loss is no number, `.inconsistent` when processes
    ///   cannot share a batch evenly; errors of data, files and lost processes.
    package func run(
        isStopped: () -> Bool,
        report: (TrainingEvent) -> Void
    ) async throws -> TrainingResult {
        let stages = setup.recipe.stages
        for stage in stages { try setup.group.checkParts(of: stage.batch) }
        let group = setup.group
        let files =
            group.isFirst
            ? try TrainingFiles(options: options, recipe: setup.recipeDigest) : nil
        let start = try TrainingStart.shared(by: group) { try files?.start(setup.recipe) }
        // Only the first process tells; the others do the same.
        func tell(_ event: TrainingEvent) { if group.isFirst { report(event) } }
        let stage = stages[min(start.state.stage, stages.count - 1)]
        switch setup.recipe.purpose {
        case .codec:
            let trainee = try CodecTrainee(setup, stage: stage, from: start.trainee)
            return try await run(trainee, files, start, isStopped, tell)
        case .decoder:
            let trainee = try DecoderTrainee(setup, stage: stage, from: start.trainee)
            return try await run(trainee, files, start, isStopped, tell)
        }
    }

    private func run<Kind: Trainee>(
        _ trainee: Kind,
        _ files: TrainingFiles?,
        _ start: TrainingStart,
        _ isStopped: () -> Bool,
        _ report: (TrainingEvent) -> Void
    ) async throws -> TrainingResult {
        let log = try files.map {
            try TrainingLog(path: $0.logPath, resumingAt: start.state.step)
        }
        let stepCount = min(try totalStepCount(), options.stepLimit ?? Int.max)
        let milliseconds = try encodeMilliseconds(trainee)
        var run = TrainingRun(
            setup: setup,
            files: files,
            log: log,
            stepCount: stepCount,
            encodeMilliseconds: milliseconds,
            state: start.state,
            trainee: trainee
        )
        try run.note(
            .started(
                step: start.state.step,
                stepCount: stepCount,
                note: start.note + (milliseconds.map(Self.latencyNote) ?? "")
            ),
            report
        )
        try run.noteLeftOut(report)
        let end = try await run.train(isStopped, report)
        return try run.finish(end, isStopped, report)
    }

    /// The time of the encoder, where a stage has a limit for it: it decides a part of the loss.
    private func encodeMilliseconds(_ trainee: some Trainee) throws -> Double? {
        guard setup.recipe.stages.contains(where: { $0.objective.latency != nil }) else {
            return nil
        }
        return try EncoderTime.milliseconds(of: trainee.product().codec.encoder)
    }

    private static func latencyNote(_ milliseconds: Double) -> String {
        let tenths = Double(Int(milliseconds * 10)) / 10
        return " The encoder takes \(tenths) ms here on one thread; that is the same whatever its "
            + "weights are, so 'latency' adds a constant to the loss and no gradient."
    }

    private func totalStepCount() throws -> Int {
        var count = 0
        for stage in setup.recipe.stages {
            let plan = try stage.plan(setup)
            count += stage.stepCount(stepsPerEpoch: plan.stepsPerEpoch(count: setup.data.count))
        }
        return count
    }
}

extension Recipe.Stage {
    /// Which samples make up which batch.
    func plan(_ setup: TrainingSetup) throws(DataError) -> BatchPlan {
        try BatchPlan(
            batchSize: batch / setup.group.count,
            order: .shuffled(seed: setup.recipe.seeds.data),
            augmentation: augmentation,
            normalization: setup.backbone.preprocessing,
            seed: setup.recipe.seeds.data,
            rank: setup.group.rank,
            rankCount: setup.group.count
        )
    }
}
