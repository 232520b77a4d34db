internal import FrankenData
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// What a training moves, for the stage that it was made for: a codec, a decoder or a classifier.
///
/// Everything that a step changes is in ``weights()``, ``moments()`` and ``noise``; a trainee made
/// from these three goes on bit for bit.
protocol Trainee {
    /// What is known of it after an evaluation.
    associatedtype Measured: Evaluated

    /// Steps that the optimizer has done.
    var optimizerSteps: Int { get }
    /// Where chances come from.
    var noise: NoiseSource { get }
    /// Whether it began without weights and ``start(on:)`` has not been called.
    var isNew: Bool { get }
    /// What people should know before it begins; a sentence after those of the beginning.
    mutating func introduction() throws -> String?
    /// Does what has to be done once in each process before steps.
    mutating func prepare(isStopped: () -> Bool) async throws
    /// Prepares a new one for what it will learn, before its first step and checkpoint.
    mutating func start(on batch: SampleBatch) throws
    /// How far the step at a place moves parameters.
    func learningRate(at place: StepPlace) -> Double
    /// Trains on a batch.
    mutating func step(_ batch: SampleBatch, at place: StepPlace) throws -> StepReport
    /// Figures of a step for the log, from the mean over images of what steps saw.
    func values(of mean: StepReport, pixels: Int) throws -> [String: Double]
    /// All that is trained.
    func weights() throws -> TensorStore
    /// The optimizer's memory.
    func moments() throws -> TensorStore
    /// The same, for another stage of the recipe.
    func entering(stage: Int) throws -> Self
    /// Measures what is trained.
    ///
    /// - Parameters:
    ///   - storage: As the result will be stored; nil to measure progress on what is held out.
    ///   - isStopped: Asked between images.
    /// - Returns: Nil when it was stopped.
    /// - Throws: What coding, classifying and reading images throw.
    func measure(
        asStored storage: WeightStorage?,
        isStopped: () -> Bool
    ) async throws -> Measured?
    /// Writes the result.
    ///
    /// - Parameters:
    ///   - measured: What the final measurement gave.
    ///   - files: Where to, with the whole log.
    ///   - step: Steps done.
    /// - Returns: What was made.
    /// - Throws: The errors of files, and ``TrainingError`` with code `.changed`.
    func write(_ measured: Measured, to files: TrainingFiles, step: Int) throws -> ResultParts
}

extension Trainee {
    mutating func prepare(isStopped: () -> Bool) async throws {}
}

/// What an evaluation found.
protocol Evaluated {
    /// Lines for the log.
    var lines: [(values: [String: Double], text: String?)] { get }
    /// The share of images classified right.
    var top1: Double { get }
    /// Latent channels, and those of them that are alive; nil where there are none.
    var channels: (live: Int, all: Int)? { get }
}

/// Which step it is.
struct StepPlace {
    /// Steps done before, over all stages.
    let step: Int
    /// Steps done before within the stage.
    let stageStep: Int
    /// Steps of a pass over the data.
    let stepsPerEpoch: Int
}

/// What a trainee goes on from.
struct TraineeStart {
    /// As ``Trainee/weights()`` gave them; nil for initial ones.
    var weights: TensorStore?
    /// As ``Trainee/moments()`` gave them, with the optimizer's steps; nil for a fresh optimizer.
    var moments: (store: TensorStore, steps: Int)?
    /// Where chances come from; nil for the recipe's seed.
    var noise: NoiseSource?
}
