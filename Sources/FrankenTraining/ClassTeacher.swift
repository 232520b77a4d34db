#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A larger classifier whose probabilities a smaller one imitates.
///
/// It may know more classes than the images have; its probabilities are those among theirs.
public struct ClassTeacher: Sendable {
    private let network: FrozenNetwork
    private let classes: [Int]
    private let weight: Double
    private let temperature: Double

    /// A teacher.
    ///
    /// - Parameters:
    ///   - network: Images to logits `[N, K]`.
    ///   - classes: Which of the `K` each of the student's classes is, in the student's order.
    ///   - weight: The teacher's share of the loss, above 0 and at most 1.
    ///   - temperature: What logits are divided by before they are compared; above 0.
    /// - Throws: ``TrainingError`` with code `.invalidOption`.
    public init(
        _ network: FrozenNetwork,
        classes: [Int],
        weight: Double,
        temperature: Double
    ) throws(TrainingError) {
        guard weight > 0, weight <= 1, temperature > 0, temperature.isFinite else {
            throw TrainingError(
                .invalidOption,
                "a teacher's weight must be above 0 and at most 1 and its temperature above 0, "
                    + "found \(weight) and \(temperature)"
            )
        }
        guard !classes.isEmpty, classes.allSatisfy({ $0 >= 0 }) else {
            throw TrainingError(
                .invalidOption,
                "a teacher needs the index of each class, found \(classes.prefix(8))"
            )
        }
        self.network = network
        self.classes = classes
        self.weight = weight
        self.temperature = temperature
    }

    /// The student's loss with the teacher's share.
    ///
    /// - Parameters:
    ///   - loss: The loss by labels: this part's share of a mean over the whole batch.
    ///   - logits: The student's, `[N, classes]`.
    ///   - batch: The images of both.
    ///   - count: Images of the whole batch, of which `batch` may be a part.
    func mixing(
        _ loss: Tensor,
        _ logits: Tensor,
        _ batch: Batch,
        of count: Int
    ) throws -> Tensor {
        let targets = try Tensor.of(
            probabilities(of: batch).map { $0 / Float(count) },
            shape: [batch.shape[0], classes.count],
            on: network.device
        )
        let softened = try logits.adding(logits, times: 1 / temperature - 1)
        let imitation = try softened.crossEntropy(to: targets)
        return try loss.adding(loss, times: -weight)
            .adding(imitation, times: weight * temperature * temperature)
    }

    /// The teacher's probabilities among the student's classes, softened.
    ///
    /// - Parameter batch: The images.
    /// - Returns: `N x classes` values; each image's sum to 1.
    /// - Throws: ``TrainingError`` with code `.wrongShape` when the network gives no such logits,
    ///   or as it throws.
    public func probabilities(of batch: Batch) throws -> [Float] {
        let output = try network.run(batch)
        let shape = output.shape
        guard shape.count == 2, let last = classes.max(), last < shape[1] else {
            throw TrainingError(
                .wrongShape,
                "expected the teacher's logits for class \(classes.max() ?? 0) and below, found "
                    + "\(shape)"
            )
        }
        let logits = try output.floats()
        var probabilities: [Float] = []
        probabilities.reserveCapacity(shape[0] * classes.count)
        for image in 0..<shape[0] {
            let own = classes.map { Double(logits[image * shape[1] + $0]) / temperature }
            let peak = own.max() ?? 0
            let weights = own.map { exp($0 - peak) }
            let sum = weights.reduce(0, +)
            probabilities += weights.map { Float($0 / sum) }
        }
        return probabilities
    }
}
