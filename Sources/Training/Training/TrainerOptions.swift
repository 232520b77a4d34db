/// Where a training writes, and how far it goes.
public struct TrainerOptions: Sendable {
    /// The folder for checkpoints, log and result.
    public var folder: String
    /// Whether to go on from the newest checkpoint in it.
    public var isResumed: Bool
    /// Stop after so many steps, counted from the recipe's beginning; nil to go to its end.
    public var stepLimit: Int?
    /// A folder of another training, or its result, whose weights to begin with.
    public var initialWeights: String?
    /// The number format of the decoder's and the tail's weights in the result.
    public var storage: WeightStorage
    /// What checkpoints name as the program that wrote them.
    public var library: String

    /// All options.
    public init(
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
