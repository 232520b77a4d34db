internal import FrankenBlueprint
internal import FrankenGraph
public import FrankenImage
public import FrankenRuntime

/// Photos in, classes out: preprocessing and a compiled plan.
///
/// Thread-safe.
public final class Classifier: Sendable {
    /// What classifies.
    public let backbone: Backbone
    /// Photos that one run takes.
    public let batch: Int
    private let session: Session
    private let size: PixelSize

    /// Compiles a backbone for photos of the size its preprocessing makes.
    ///
    /// - Parameters:
    ///   - backbone: Graph, weights and preprocessing.
    ///   - batch: Photos that one run takes, 1 to 4096.
    ///   - options: Precision and threads.
    /// - Throws: ``PipelineError`` for an impossible batch, `ImageError` for preprocessing that
    ///   makes no sense, `RuntimeError` naming the op.
    public init(_ backbone: Backbone, batch: Int = 1, options: PlanOptions = .init()) throws {
        guard (1...4096).contains(batch) else {
            throw PipelineError(.invalidRequest, "A batch has 1 to 4096 photos, found \(batch).")
        }
        try backbone.preprocessing.validate()
        self.backbone = backbone
        self.batch = batch
        size = backbone.preprocessing.outputSize
        let input = backbone.model.graph.inputs[0].name
        let plan = try PlanCompiler(backbone.model).plan(
            inputs: [input: Shape([batch, 3, size.height, size.width])],
            options: options
        )
        session = try plan.session()
    }

    /// The plan that runs.
    public var plan: Plan { session.plan }

    /// The logits of photos that are prepared.
    ///
    /// - Parameter images: As many photos as the batch, or fewer; `[3, H, W]` each.
    /// - Returns: For each photo one number per class.
    /// - Throws: ``PipelineError`` for too many photos, `.invalidRequest` for one of another size
    ///   or layout, `.notFinite` when the weights make numbers that are none; `RuntimeError` when a
    ///   kernel fails.
    public func logits(_ images: [PreparedImage]) throws -> [[Float]] {
        let shape = [3, size.height, size.width]
        guard images.count <= batch else {
            throw PipelineError(
                .invalidRequest,
                "The classifier was compiled for \(batch) photos at a time, found \(images.count)."
            )
        }
        for image in images where image.shape != shape {
            throw PipelineError(
                .invalidRequest,
                "The classifier was compiled for photos of shape \(shape), found \(image.shape)."
            )
        }
        let (pixels, classes) = (shape.reduce(1, *), backbone.classCount)
        let logits = unsafe try session.run(
            write: { inputs in
                for (index, image) in images.enumerated() {
                    let place = unsafe inputs[0][index * pixels..<(index + 1) * pixels]
                    _ = unsafe UnsafeMutableBufferPointer(rebasing: place).update(
                        from: image.values
                    )
                }
            },
            read: { outputs in
                images.indices.map { unsafe Array(outputs[0][$0 * classes..<($0 + 1) * classes]) }
            }
        )
        guard logits.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw PipelineError(
                .notFinite,
                """
                The network gave values that are infinite or not numbers. The weights are damaged, \
                or too large for this precision: check the file, or use f32.
                """
            )
        }
        return logits
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
        try logits(images).map { Prediction.top(top, of: $0, labels: backbone.labels) }
    }

    /// The likeliest classes of photos, likeliest first.
    ///
    /// - Parameters:
    ///   - images: As many photos as the batch, or fewer.
    ///   - top: How many classes to return for each.
    /// - Returns: For each photo its classes.
    /// - Throws: As ``logits(_:)-([PixelImage])``.
    public func classify(_ images: [PixelImage], top: Int = 5) throws -> [[Prediction]] {
        try logits(images).map { Prediction.top(top, of: $0, labels: backbone.labels) }
    }
}
