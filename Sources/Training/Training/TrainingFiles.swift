internal import FrankenCrypto
internal import FrankenData
internal import FrankenFiles
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// The folder of a training: checkpoints, log, result.
struct TrainingFiles {
    static let weightsSet = "weights"
    static let momentsSet = "moments"
    /// The recipe of the weights that were begun with; not there for initial ones.
    static let initialRecipe = "initial-recipe.json"
    private static let noiseKey = "noise"
    private static let stepsKey = "optimizerSteps"

    let options: TrainerOptions
    let recipe: Digest
    let checkpoints: CheckpointFolder

    var logPath: String { "\(options.folder)/log.jsonl" }

    init(options: TrainerOptions, recipe: Digest) throws {
        self.options = options
        self.recipe = recipe
        // What cannot be made is reported by the first file in it.
        _ = try? Folder.make(options.folder, mode: 0o755)
        checkpoints = try CheckpointFolder(path: "\(options.folder)/checkpoints")
    }

    /// The newest checkpoint, other weights, or the beginning.
    ///
    /// - Parameters:
    ///   - setup: Knows where other weights are.
    ///   - isContinuous: Whether one optimizer goes through all stages.
    /// - Returns: Where the training stands.
    /// - Throws: ``TrainingError`` with code `.exists` when there is a checkpoint that was not to be
    ///   gone on from; errors of checkpoints and weights.
    func start(_ setup: some Trainable, isContinuous: Bool) throws -> TrainingStart {
        let fresh = CheckpointState(recipe: recipe, library: options.library)
        if let (checkpoint, damaged) = try checkpoints.latest(recipe: recipe) {
            guard options.isResumed else {
                throw TrainingError(
                    .exists,
                    "'\(options.folder)' holds a training with \(checkpoint.state.step) steps. "
                        + "Pass --resume to go on, or another folder."
                )
            }
            let problems = damaged.map { " Left out: \($0.message)" }.joined()
            return TrainingStart(
                state: checkpoint.state,
                trainee: try Self.trainee(checkpoint, isContinuous),
                note: "from \(checkpoint.path).\(problems)"
            )
        }
        guard let path = options.initialWeights else {
            return TrainingStart(
                state: fresh,
                trainee: TraineeStart(),
                note: "from initial weights."
            )
        }
        let store = try setup.initialWeights(path, folder: options.folder)
        return TrainingStart(
            state: fresh,
            trainee: TraineeStart(weights: store),
            note: "from the weights of \(path)."
        )
    }

    /// Writes a checkpoint.
    func save(
        _ state: CheckpointState,
        _ trainee: some Trainee,
        isContinuous: Bool
    ) throws -> Checkpoint {
        var state = state
        state.generators[Self.noiseKey] = [trainee.noise.seed, trainee.noise.count]
        // An optimizer that goes through all stages has done as many steps as the training.
        if !isContinuous { state.metrics[Self.stepsKey] = Double(trainee.optimizerSteps) }
        state.library = options.library
        return try checkpoints.save(
            state,
            tensors: [
                Self.weightsSet: trainee.weights(), Self.momentsSet: trainee.moments(),
            ]
        )
    }

    private static func trainee(
        _ checkpoint: Checkpoint,
        _ isContinuous: Bool
    ) throws -> TraineeStart {
        let (state, noise) = (checkpoint.state, checkpoint.state.generators[noiseKey] ?? [])
        let known = state.metrics[stepsKey].flatMap { Int(exactly: $0) }
        guard noise.count == 2, let steps = isContinuous ? state.step : known else {
            throw RecipeError(
                .damaged,
                "Expected '\(checkpoint.path)' to name its noise and the optimizer's steps. It was "
                    + "not written by zoo-train; begin in another folder."
            )
        }
        return TraineeStart(
            weights: try checkpoint.tensors(weightsSet),
            moments: (try checkpoint.tensors(momentsSet), steps),
            noise: NoiseSource(seed: noise[0], count: noise[1])
        )
    }

    /// The weights of a result, of a checkpoint, or of the newest checkpoint of a training.
    static func weightsFile(in folder: String) throws -> String {
        let finished = "\(folder)/\(TrainingOutput.weightsFile)"
        if FileStatus.isReadable(finished) { return finished }
        if let checkpoint = try Checkpoint.latest(inTraining: folder) {
            return "\(checkpoint.path)/\(TrainingOutput.weightsFile)"
        }
        throw TrainingError(
            .inconsistent,
            "Expected '\(finished)', which a finished training writes, or checkpoints. Name the "
                + "folder of a training, or a checkpoint of one."
        )
    }
}
