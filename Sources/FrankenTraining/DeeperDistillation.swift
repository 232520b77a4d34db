public import FrankenGraph

/// Distortion of layers behind the decoder's target: what an error there does to the classifier.
///
/// ```
/// prediction -> [ tail's first stages, frozen ] -> features
/// target     -> [ the same                    ] -> features     sum of weighted squared errors
/// ```
/// Gradients pass through the frozen stages to the prediction.
public struct DeeperDistillation: Sendable {
    /// A value of the tail whose squared errors count.
    public struct Layer: Sendable, Hashable {
        /// The name of the value.
        public var value: String
        /// The factor of its squared errors.
        public var weight: Double

        /// A layer.
        public init(value: String, weight: Double) {
            self.value = value
            self.weight = weight
        }
    }

    /// What is compared.
    public let layers: [Layer]
    private let executor: TrainingExecutor
    private let parameters: ParameterSet

    /// Cuts the tail behind its last layer that counts.
    ///
    /// - Parameters:
    ///   - tail: The backbone behind the decoder's target.
    ///   - layers: What is compared; values of the tail.
    ///   - arithmetic: The number format of the expensive layers.
    ///   - device: Where to.
    /// - Throws: `GraphError` for a value that the tail does not make, ``TrainingError`` for a
    ///   weight that is no positive number.
    public init(
        tail: Model,
        layers: [Layer],
        arithmetic: ExecutorOptions.Arithmetic = .full,
        on device: Device = .cpu
    ) throws {
        for layer in layers {
            guard layer.weight.isFinite, layer.weight > 0 else {
                throw TrainingError(
                    .invalidOption,
                    node: layer.value,
                    "a layer's weight must be positive, found \(layer.weight)"
                )
            }
        }
        self.layers = layers
        let head = try tail.cut(at: layers.map(\.value)).head
        executor = try TrainingExecutor(
            head.graph,
            options: .init(mode: .evaluation, arithmetic: arithmetic)
        )
        parameters = try ParameterSet(of: head, on: device, isTrainable: false)
    }

    /// A distortion and the weighted squared errors of all layers behind it.
    ///
    /// - Parameters:
    ///   - distortion: A scalar.
    ///   - prediction: What the decoder gave.
    ///   - target: What it should give; a constant.
    /// - Returns: The sum.
    /// - Throws: ``TrainingError``.
    public func adding(
        to distortion: Tensor,
        _ prediction: Tensor,
        _ target: Tensor
    ) throws(TrainingError) -> Tensor {
        let wanted = try executor.run([target], parameters: parameters).outputs
        let found = try executor.run([prediction], parameters: parameters).outputs
        var sum = distortion
        for (index, layer) in layers.enumerated() {
            let axis = wanted[index].shape.count == 4 ? 1 : wanted[index].shape.count - 1
            let error = try found[index].squaredError(
                to: wanted[index].detached(),
                channelAxis: axis
            )
            sum = try sum.adding(error, times: layer.weight)
        }
        return sum
    }
}
