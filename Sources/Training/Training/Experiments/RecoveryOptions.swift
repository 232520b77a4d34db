package import FrankenTorch

/// Where an experiment finds its parts, and where it writes.
package struct RecoveryOptions: Sendable {
    /// Where the plan's encoders, weights and starts lie.
    package var base: String
    /// Where the plan itself lies, beside the recipes that it names.
    package var planFolder: String
    /// Folders or shards to train on.
    package var data: [String]
    /// Folders or shards to measure with.
    package var evaluation: [String]
    /// What the images for evaluation are called.
    package var evaluationName: String
    /// The folder for results; runs get a folder each in it.
    package var folder: String
    /// Threads of one operation.
    package var threads: Int
    /// Where to train.
    package var device: Device

    /// All options.
    package init(
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
