internal import FrankenBlueprint
internal import FrankenGraph
public import FrankenImage
public import FrankenRuntime

/// Photos in, classes out: preprocessing and a compiled plan.
///
/// Thread-safe. Callers that come at once run side by side, each in memory of its own; the weights
/// are there once, also for other classifiers of the same ``CompiledBackbone``.
public final class Classifier: Sendable {
    /// What classifies.
    public let backbone: Backbone
    /// Photos that one run takes.
    public let batch: Int
    private let network: NetworkRunner
    private let answers: AnswerSheet
    private let size: PixelSize

    /// Compiles a backbone for photos of the size its preprocessing makes.
    ///
    /// - Parameters:
    ///   - backbone: Graph, weights and preprocessing.
    ///   - batch: Photos that one run takes, 1 to 4096.
    ///   - options: Precision and threads.
    /// - Throws: ``InferenceError`` for an impossible batch, `ImageError` for preprocessing that
    ///   makes no sense, `RuntimeError` naming the op.
    public convenience init(
        _ backbone: Backbone,
        batch: Int = 1,
        options: PlanOptions = .init()
    ) throws {
        try self.init(CompiledBackbone(backbone), batch: batch, options: options)
    }

    /// Another classifier with weights that are packed already.
    ///
    /// - Parameters:
    ///   - compiled: Graph, weights and preprocessing.
    ///   - batch: Photos that one run takes, 1 to 4096.
    ///   - options: Precision and threads.
    /// - Throws: As ``init(_:batch:options:)-(Backbone,_,_)``.
    public init(
        _ compiled: CompiledBackbone,
        batch: Int = 1,
        options: PlanOptions = .init()
    ) throws {
        try AnswerSheet.check(batch: batch)
        backbone = compiled.backbone
        try backbone.preprocessing.validate()
        self.batch = batch
        size = backbone.preprocessing.outputSize
        network = try NetworkRunner(
            compiled.networks,
            input: [batch, 3, size.height, size.width],
            options: options
        )
        answers = AnswerSheet(
            name: backbone.blueprint.name,
            classCount: backbone.classCount,
            labels: backbone.labels
        )
    }

    /// The plan that runs.
    public var plan: Plan { network.plan }

    /// The logits of photos that are prepared.
    ///
    /// - Parameter images: As many photos as the batch, or fewer; `[3, H, W]` each.
    /// - Returns: For each photo one number per class.
    /// - Throws: ``InferenceError`` for too many photos, `.invalidRequest` for one of another size
    ///   or layout, `.notFinite` when the weights make numbers that are none; `RuntimeError` when a
    ///   kernel fails.
    public func logits(_ images: [PreparedImage]) throws -> [[Float]] {
        let shape = [3, size.height, size.width]
        guard images.count <= batch else {
            throw InferenceError(
                .invalidRequest,
                "The classifier was compiled for \(batch) photos at a time, found \(images.count)."
            )
        }
        for image in images where image.shape != shape {
            throw InferenceError(
                .invalidRequest,
                "The classifier was compiled for photos of shape \(shape), found \(image.shape)."
            )
        }
        return try answers.logits(network.run(images.map(\.values)), count: images.count)
    }

    /// The logits of photos, prepared as ``Backbone/preprocessing`` says.
    ///
    /// - Parameter images: As many photos as the batch, or fewer.
    /// - Returns: For each photo one number per class.
    /// - Throws: As for prepared photos, and `ImageError` for one that cannot be prepared.
    public func logits(_ images: [PixelImage]) throws -> [[Float]] {
        try logits(images.map { try backbone.preprocessing.prepare($0) })
    }

    /// The likeliest classes of photos that are prepared, likeliest first.
    ///
    /// - Parameters:
    ///   - images: As many photos as the batch, or fewer; `[3, H, W]` each.
    ///   - top: How many classes to return for each.
    /// - Returns: For each photo its classes.
    /// - Throws: As ``logits(_:)-([PreparedImage])``.
    public func classify(_ images: [PreparedImage], top: Int = 5) throws -> [[Prediction]] {
        try logits(images).map { answers.predictions($0, top: top) }
    }

    /// The likeliest classes of photos, likeliest first.
    ///
    /// - Parameters:
    ///   - images: As many photos as the batch, or fewer.
    ///   - top: How many classes to return for each.
    /// - Returns: For each photo its classes.
    /// - Throws: As ``logits(_:)-([PixelImage])``.
    public func classify(_ images: [PixelImage], top: Int = 5) throws -> [[Prediction]] {
        try logits(images).map { answers.predictions($0, top: top) }
    }
}
