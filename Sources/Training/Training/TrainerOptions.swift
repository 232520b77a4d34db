/// Where a training writes, and how far it goes.
package struct TrainerOptions: Sendable {
    /// The folder for checkpoints, log and result.
    package var folder: String
    /// Whether to go on from the newest checkpoint in it.
    package var isResumed: Bool
    /// Stop after so many steps, counted from the recipe's beginning; nil to go to its end.
    package var stepLimit: Int?
    /// A folder of another training, or its result, whose weights to begin with.
    package var initialWeights: String?
    /// The number format of the decoder's and the tail's weights in the result.
    package var storage: WeightStorage
    /// What checkpoints name as the program that wrote them.
    package var library: String

    /// All options.
    package init(
        folder: String,
        isResumed: Bool = false,
        stepLimit: Int? = nil,
        initialWeights: String? = nil,
        storage: WeightStorage = .f32,
        library: String = "zoo-train"
    ) {
        self.folder = folder
        self.isResumed = isResumed
        self.stepLimit = stepLimit
        self.initialWeights = initialWeights
        self.storage = storage
        self.library = library
    }
}
