package import FrankenGraph

/// What an error of the decoder does behind its target: to later features, and to answers.
///
/// ```
/// prediction -> [ tail, frozen ] -+-> later features: squared errors
///                                 +-> logits: cross-entropy with the true classes,
/// target     -> [ the same     ] -+           divergence from the teacher's answers
/// ```
/// The tail runs once for the prediction, and once for the target where the teacher is asked;
/// gradients pass through it to the prediction, and its weights stay. It runs as in inference:
/// the released code leaves its stochastic depth on, which is noise without an expectation of its
/// own. Every part is a sum over the images, as the other objectives are, so that with Adam a
/// training with cross-entropy alone is the published one, whose losses are means.
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952, SVBI-CE and
///   SVBI-KD; Hinton et al., 2015, arXiv:1503.02531, for the temperature.
package struct TailObjectives: Sendable {
    /// A value of the tail whose squared errors count.
    package struct Layer: Sendable, Hashable {
        /// The name of the value.
        package var value: String
        /// The factor of its squared errors.
        package var weight: Double

        /// A layer.
        package init(value: String, weight: Double) {
            self.value = value
            self.weight = weight
        }
    }

    /// How far answers are from the teacher's: `weight T² KL(teacher / T, student / T)`.
    package struct Divergence: Sendable, Hashable {
        /// The factor beside the square of the temperature.
        package var weight: Double
        /// What logits are divided by, T.
        package var temperature: Double

        /// A divergence.
        package init(weight: Double, temperature: Double = 1) {
            self.weight = weight
            self.temperature = temperature
        }
    }

    /// What a prediction costs: scalars, summed over the images, without factors unless they say so.
    package struct Parts: Sendable {
        /// Squared errors of the layers, times their factors; nil without layers.
        package var errors: Tensor?
        /// In nats; nil when it is not asked for.
        package var crossEntropy: Tensor?
        /// `T² KL`, in nats; nil when it is not asked for.
        package var divergence: Tensor?
    }

    /// Later features that are compared.
    package let layers: [Layer]
    /// The factor of the cross-entropy with the true classes; 0 for none.
    package let crossEntropy: Double
    /// Distance from the teacher's answers; nil for none.
    package let divergence: Divergence?
    private let executor: TrainingExecutor
    private let parameters: ParameterSet
    private let device: Device

    /// Takes as much of the tail as the objectives need.
    ///
    /// - Parameters:
    ///   - tail: The backbone behind the decoder's target.
    ///   - layers: Later features that are compared; values of the tail.
    ///   - crossEntropy: The factor of the cross-entropy with the true classes.
    ///   - divergence: Distance from the teacher's answers.
    ///   - arithmetic: The number format of the expensive layers.
    ///   - device: Where to.
    /// - Throws: `GraphError` for a value that the tail does not make, ``TorchError`` with code
    ///   `.invalidOption` for a factor or temperature that is none, or a tail without logits.
    package init(
        tail: Model,
        layers: [Layer] = [],
        crossEntropy: Double = 0,
        divergence: Divergence? = nil,
        arithmetic: ExecutorOptions.Arithmetic = .full,
        on device: Device = .cpu
    ) throws {
        for layer in layers { try Self.check(layer.weight, "a layer's weight", layer.value) }
        if crossEntropy != 0 { try Self.check(crossEntropy, "the weight of cross-entropy") }
        if let divergence {
            try Self.check(divergence.weight, "the weight of distillation")
            try Self.check(divergence.temperature, "a temperature")
        }
        self.layers = layers
        self.crossEntropy = crossEntropy
        self.divergence = divergence
        self.device = device
        let used: Model
        if crossEntropy > 0 || divergence != nil {
            let shapes = try tail.graph.shapes(inputs: [:])
            guard tail.graph.outputs.count == 1, shapes[tail.graph.outputs[0]]?.rank == 2 else {
                throw TorchError(
                    .invalidOption,
                    "'\(tail.graph.name)' does not end with one output of logits [images, classes]"
                )
            }
            // A value that the tail does not make is found here as in the other case.
            if !layers.isEmpty { _ = try tail.graph.cut(at: layers.map(\.value)) }
            used = tail
        } else {
            used = try tail.cut(at: layers.map(\.value)).head
        }
        executor = try TrainingExecutor(
            used.graph,
            options: .init(mode: .evaluation, arithmetic: arithmetic)
        )
        parameters = try ParameterSet(of: used, on: device, isTrainable: false)
    }

    /// Whether ``parts(of:target:labels:)`` compares with the teacher.
    package var needsTarget: Bool { !layers.isEmpty || divergence != nil }

    /// What a prediction costs behind the split point.
    ///
    /// - Parameters:
    ///   - prediction: What the decoder gave.
    ///   - target: What it should give, a constant; may be left out unless ``needsTarget``.
    ///   - labels: The index of each image's class; not looked at without cross-entropy.
    /// - Returns: The parts that are asked for.
    /// - Throws: ``TorchError``, with code `.missing` without a target that is needed,
    ///   `.invalidOption` for labels that are no classes.
    package func parts(
        of prediction: Tensor,
        target: Tensor?,
        labels: [Int]
    ) throws(TorchError) -> Parts {
        let taps = layers.map(\.value)
        let found = try executor.run([prediction], parameters: parameters, taps: taps)
        var parts = Parts()
        if crossEntropy > 0 {
            let logits = try found.outputs[0].cast(to: .float32)
            parts.crossEntropy = try logits.crossEntropy(toClasses: labels, on: device)
        }
        guard needsTarget else { return parts }
        guard let target else {
            throw TorchError(.missing, "comparing with the teacher needs its features")
        }
        let wanted = try executor.run([target], parameters: parameters, taps: taps)
        for layer in layers {
            guard let right = wanted.taps[layer.value], let left = found.taps[layer.value] else {
                throw TorchError(.missing, node: layer.value, "is no value of the tail")
            }
            let axis = right.shape.count == 4 ? 1 : right.shape.count - 1
            let error = try left.squaredError(to: right.detached(), channelAxis: axis)
                .scaled(by: layer.weight)
            parts.errors = try parts.errors?.adding(error) ?? error
        }
        if let divergence {
            let temperature = divergence.temperature
            parts.divergence = try found.outputs[0]
                .divergence(from: wanted.outputs[0].detached(), temperature: temperature)
                .scaled(by: temperature * temperature)
        }
        return parts
    }

    private static func check(
        _ factor: Double,
        _ what: String,
        _ node: String? = nil
    ) throws(TorchError) {
        guard factor.isFinite, factor > 0 else {
            throw TorchError(
                .invalidOption,
                node: node,
                "\(what) must be positive, found \(factor)"
            )
        }
    }
}
