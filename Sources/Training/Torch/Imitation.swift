#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// How much a teacher's opinion counts beside the label.
///
/// With weight `w` and temperature `T`, a loss becomes `1 - w` times itself plus `w T^2` times the
/// cross-entropy of `logits / T` to the teacher's probabilities at the same temperature (Hinton et
/// al., 2015, arXiv:1503.02531).
package struct Imitation: Sendable, Hashable {
    /// The teacher's share of the loss, above 0 and at most 1.
    package let weight: Double
    /// What logits are divided by before they are compared; above 0.
    package let temperature: Double

    /// All parts.
    ///
    /// - Throws: ``TorchError`` with code `.invalidOption`.
    package init(weight: Double, temperature: Double) throws(TorchError) {
        guard weight > 0, weight <= 1, temperature > 0, temperature.isFinite else {
            throw TorchError(
                .invalidOption,
                "a teacher's weight must be above 0 and at most 1 and its temperature above 0, "
                    + "found \(weight) and \(temperature)"
            )
        }
        self.weight = weight
        self.temperature = temperature
    }

    /// The student's loss with the teacher's share.
    ///
    /// - Parameters:
    ///   - loss: The loss by labels: this part's share of a mean over the whole batch.
    ///   - logits: The student's, `[N, classes]`.
    ///   - probabilities: The teacher's softened ones, as many.
    ///   - count: Images of the whole batch, of which these may be a part.
    ///   - device: Where the student is.
    /// - Returns: The mixed loss, as large a share.
    /// - Throws: ``TorchError`` with code `.wrongShape` for another number of them.
    func mixing(
        _ loss: Tensor,
        _ logits: Tensor,
        _ probabilities: [Float],
        of count: Int,
        on device: Device
    ) throws(TorchError) -> Tensor {
        let shape = logits.shape
        guard probabilities.count == shape.reduce(1, *) else {
            throw TorchError(
                .wrongShape,
                "expected a teacher's opinion for each of \(shape), found \(probabilities.count)"
            )
        }
        let targets = try Tensor.of(
            probabilities.map { $0 / Float(count) },
            shape: shape,
            on: device
        )
        let softened = try logits.adding(logits, times: 1 / temperature - 1)
        let imitation = try softened.crossEntropy(to: targets)
        return try loss.adding(loss, times: -weight)
            .adding(imitation, times: weight * temperature * temperature)
    }

    /// Softened probabilities.
    ///
    /// - Parameters:
    ///   - logits: `N x classes` values.
    ///   - classes: How many there are.
    /// - Returns: As many; each image's sum to 1.
    package func probabilities(_ logits: [Float], classes: Int) -> [Float] {
        stride(from: 0, to: logits.count, by: classes).flatMap { start in
            let own = logits[start..<start + classes].map { Double($0) / temperature }
            let peak = own.max() ?? 0
            let weights = own.map { exp($0 - peak) }
            let sum = weights.reduce(0, +)
            return weights.map { Float($0 / sum) }
        }
    }
}
