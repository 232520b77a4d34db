public import FrankenTorch

/// Where an experiment finds its parts, and where it writes.
public struct RecoveryOptions: Sendable {
    /// Where the plan's encoders, weights and starts lie.
    public var base: String
    /// Where the plan itself lies, beside the recipes that it names.
    public var planFolder: String
    /// Folders or shards to train on.
    public var data: [String]
    /// Folders or shards to measure with.
    public var evaluation: [String]
    /// What the images for evaluation are called.
    public var evaluationName: String
    /// The folder for results; runs get a folder each in it.
    public var folder: String
    /// Threads of one operation.
    public var threads: Int
    /// Where to train.
    public var device: Device

    /// All options.
    public init(
        base: String,
        planFolder: String,
        data: [String],
        evaluation: [String],
        evaluationName: String,
        folder: String,
        threads: Int,
        device: Device = .cpu
    ) {
        self.base = base
        self.planFolder = planFolder
        self.data = data
        self.evaluation = evaluation
        self.evaluationName = evaluationName
        self.folder = folder
        self.threads = threads
        self.device = device
    }
}
