internal import FrankenData
package import FrankenRecipes
internal import FrankenTorch

/// Runs a recipe: from its beginning or a checkpoint to its end or the wish to stop.
package struct Trainer: Sendable {
    /// Where to write, and how far to go.
    package let options: TrainerOptions
    private let setup: any Trainable

    /// A trainer of a codec or decoder; nothing is written yet.
    package init(_ setup: TrainingSetup, options: TrainerOptions) {
        var setup = setup
        setup.saliencyFolder = setup.saliencyFolder ?? "\(options.folder)/saliency"
        self.setup = setup
        self.options = options
    }

    /// A trainer of a classifier; nothing is written yet.
    package init(_ setup: BackboneSetup, options: TrainerOptions) {
        self.setup = setup
        self.options = options
    }

    /// Trains.
    ///
    /// - Parameters:
    ///   - isStopped: Asked after each step; the training is saved and ends once it says so.
    ///   - report: Gets every line of the log.
    /// - Returns: Why it ended, and what was made; of several processes, only the first makes
    ///   anything.
    /// - Throws: ``TrainingError`` with code `.exists` when the folder holds a training that was not
    ///   to be resumed, `.diverged` when the loss is no number, `.inconsistent` when processes
    ///   cannot share a batch evenly; errors of data, files and lost processes.
    package func run(
        isStopped: () -> Bool,
        report: (LogRecord) -> Void
    ) async throws -> TrainingResult {
        let (group, course) = (setup.group, try setup.course())
        for stage in course.stages { try group.checkParts(of: stage.batch) }
        let files =
            group.isFirst ? try TrainingFiles(options: options, recipe: course.recipe) : nil
        let start = try TrainingStart.shared(by: group) {
            try files?.start(setup, isContinuous: course.isContinuous)
        }
        let stage = min(start.state.stage, course.stages.count - 1)
        let trainee = try setup.trainee(stage: stage, from: start.trainee)
        return try await run(trainee, course, files, start, isStopped) { record in
            // Only the first process tells; the others do the same.
            if group.isFirst { report(record) }
        }
    }

    private func run<Kind: Trainee>(
        _ trainee: Kind,
        _ course: TrainingCourse,
        _ files: TrainingFiles?,
        _ start: TrainingStart,
        _ isStopped: () -> Bool,
        _ tell: (LogRecord) -> Void
    ) async throws -> TrainingResult {
        var run = try TrainingRun(
            trainee,
            course: course,
            files: files,
            stepCount: min(course.stepCount, options.stepLimit ?? Int.max),
            state: start.state
        )
        return try await run.run(note: start.note, isStopped, tell)
    }
}
