internal import FrankenData
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// What a training moves, for the stage that it was made for.
///
/// Everything that a step changes is in ``weights()``, ``moments()`` and ``noise``; a trainee made
/// from these three goes on bit for bit.
protocol Trainee {
    /// Steps that the optimizer has done.
    var optimizerSteps: Int { get }
    /// Where chances come from.
    var noise: NoiseSource { get }
    /// Whether it began without weights and ``start(on:)`` has not been called.
    var isNew: Bool { get }
    /// Prepares a new one for what it will learn, before its first step and checkpoint.
    mutating func start(on batch: SampleBatch) throws
    /// Trains on a batch.
    mutating func step(
        _ batch: SampleBatch,
        learningRate: Double,
        rateFactor: Double
    ) throws -> StepReport
    /// All that is trained.
    func weights() throws -> TensorStore
    /// The optimizer's memory.
    func moments() throws -> TensorStore
    /// What is trained as files would have it, to be evaluated and written.
    ///
    /// The finest level of several rates.
    func product() throws -> TrainedCodec
    /// Each level as a codec of its own, coarsest first; empty for one rate.
    func levelProducts() throws -> [TrainedCodec]
    /// The same, for another stage, with a fresh optimizer.
    func entering(_ stage: Recipe.Stage) throws -> Self
}

extension Trainee {
    func levelProducts() throws -> [TrainedCodec] { [] }
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
