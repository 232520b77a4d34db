internal import FrankenCrypto
internal import FrankenData
internal import FrankenImage
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// What the loop follows, whatever is trained: how long, on what, and when it saves and measures.
struct TrainingCourse {
    /// Some steps with batches of one kind.
    struct Stage {
        /// Samples of a step, over all processes.
        let batch: Int
        /// Which samples make up which batch of this process.
        let plan: BatchPlan
        /// Steps, from those of a pass over the data.
        let stepCount: @Sendable (_ stepsPerEpoch: Int) -> Int
    }

    /// The digest of the recipe, which checkpoints carry.
    let recipe: Digest
    /// What is done one after the other.
    let stages: [Stage]
    /// What is trained on.
    let data: DataSet
    /// The files beside it that are no samples, and those of what is measured on.
    let leftOut: [LeftOut]
    /// Whether one optimizer and one pass go through all stages; else each begins both anew.
    let isContinuous: Bool
    /// Steps between checkpoints.
    let checkpointInterval: Int
    /// Steps between evaluations.
    let evaluationInterval: Int
    /// The share of images classified right at which training ends early; nil for never.
    let targetTop1: Double?
    /// How many latent channels must be alive at each evaluation; nil for any number.
    let liveChannels: Int?
    /// The processes that share each batch; nil when this one is alone.
    let group: ProcessGroup?

    /// Steps of all stages.
    var stepCount: Int {
        stages.reduce(0) { $0 + $1.stepCount($1.plan.stepsPerEpoch(count: data.count)) }
    }
}

/// What is put together to be trained.
protocol Trainable: Sendable {
    /// The processes that share each batch; nil when this one is alone.
    var group: ProcessGroup? { get }
    /// What the loop follows.
    func course() throws -> TrainingCourse
    /// Weights to begin with, of another training, which is noted in the folder.
    func initialWeights(_ path: String, folder: String) throws -> TensorStore
    /// What is trained, at a stage.
    func trainee(stage: Int, from start: TraineeStart) throws -> any Trainee
}

extension Trainable {
    /// The files that are no samples, of both sets, each once.
    func leftOut(of data: DataSet, _ evaluation: DataSet?) -> [LeftOut] {
        let others = Set(evaluation?.leftOut ?? []).subtracting(data.leftOut)
        return data.leftOut + others.sorted { $0.name < $1.name }
    }

    /// Which samples of a stage make up which batch.
    func plan(
        batch: Int,
        seed: UInt64,
        augmentation: Augmentation,
        normalization: Preprocessing
    ) throws(DataError) -> BatchPlan {
        try BatchPlan(
            batchSize: batch / group.count,
            order: .shuffled(seed: seed),
            augmentation: augmentation,
            normalization: normalization,
            seed: seed,
            rank: group.rank,
            rankCount: group.count
        )
    }
}
