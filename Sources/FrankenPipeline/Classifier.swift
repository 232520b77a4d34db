internal import FrankenBlueprint
internal import FrankenGraph
public import FrankenImage
public import FrankenRuntime

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// One class and how sure the classifier is of it.
public struct Prediction: Sendable, Hashable {
    /// The class.
    public let index: Int
    /// What the class is called; its index where no labels are known.
    public let label: ClassLabels.Label
    /// From 0 to 1; all classes sum to 1.
    public let probability: Double
}

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

    /// Compiles a backbone for photos of its own size.
    ///
    /// - Parameters:
    ///   - backbone: Graph, weights and preprocessing.
    ///   - batch: Photos that one run takes, 1 or more.
    ///   - options: Precision and threads.
    /// - Throws: ``PipelineError`` for an impossible batch, `RuntimeError` naming the op.
    public init(_ backbone: Backbone, batch: Int = 1, options: PlanOptions = .init()) throws {
        guard (1...4096).contains(batch) else {
            throw PipelineError(.invalidRequest, "A batch has 1 to 4096 photos, found \(batch).")
        }
        self.backbone = backbone
        self.batch = batch
        size = backbone.blueprint.preprocessing.outputSize
        let input = backbone.model.graph.inputs[0].name
        let plan = try PlanCompiler(backbone.model).plan(
            inputs: [input: Shape([batch, 3, size.height, size.width])],
            options: options
        )
        session = try plan.session()
    }

    /// The plan that runs.
    public var plan: Plan { session.plan }

    /// The logits of photos, preprocessed as the backbone was trained.
    ///
    /// - Parameter images: As many photos as the batch, or fewer.
    /// - Returns: For each photo one number per class.
    /// - Throws: `ImageError` for a photo that cannot be prepared, `RuntimeError` otherwise.
    public func logits(_ images: [PixelImage]) throws -> [[Float]] {
        guard images.count <= batch else {
            throw PipelineError(
                .invalidRequest,
                "The classifier was compiled for \(batch) photos at a time, found \(images.count)."
            )
        }
        let pixels = 3 * size.height * size.width
        let preprocessing = backbone.blueprint.preprocessing
        let classes = backbone.classCount
        return try session.run(
            write: { inputs in
                for (index, image) in images.enumerated() {
                    let range = index * pixels..<(index + 1) * pixels
                    try preprocessing.prepare(
                        image,
                        into: UnsafeMutableBufferPointer(rebasing: inputs[0][range])
                    )
                }
            },
            read: { outputs in
                images.indices.map { Array(outputs[0][$0 * classes..<($0 + 1) * classes]) }
            }
        )
    }

    /// The likeliest classes of photos, likeliest first.
    ///
    /// - Parameters:
    ///   - images: As many photos as the batch, or fewer.
    ///   - top: How many classes to return for each.
    /// - Returns: For each photo its classes.
    /// - Throws: As ``logits(_:)``.
    public func classify(_ images: [PixelImage], top: Int = 5) throws -> [[Prediction]] {
        try logits(images).map { predictions($0, top: top) }
    }

    private func predictions(_ logits: [Float], top: Int) -> [Prediction] {
        let peak = Double(logits.max() ?? 0)
        let weights = logits.map { exp(Double($0) - peak) }
        let total = weights.reduce(0, +)
        // Ties go to the lower index, as in torch.topk on sorted input.
        let order = logits.indices.sorted { (logits[$0], $1) > (logits[$1], $0) }
        return order.prefix(max(0, top)).map { index in
            let label =
                backbone.labels?.labels[index]
                ?? ClassLabels.Label(id: String(index), name: "class \(index)")
            return Prediction(
                index: index,
                label: label,
                probability: weights[index] / total
            )
        }
    }
}
