internal import FrankenGraph
internal import FrankenWeights

extension Model {
    /// The network whose one output, a sum of convolutions that may be rectified, is multiplied
    /// channel by channel.
    ///
    /// - Parameter factors: Above 0.
    /// - Returns: The network.
    /// - Throws: ``TrainingError`` with code `.unsupported` where something else leads to the output.
    func multiplyingOutputs(by factors: [Float]) throws -> Model {
        var pending = graph.outputs
        var names: [String] = []
        while let value = pending.popLast() {
            // What something else reads as well must stay as it is.
            let readers = graph.nodes.filter { $0.inputs.contains(value) }.count
            guard let node = graph.node(named: value),
                readers == (graph.outputs.contains(value) ? 0 : 1)
            else { throw Self.unsupported("the output", graph) }
            switch node.op {
            case .binary(let binary) where binary.function == .add: pending += node.inputs
            case .activation(let activation) where activation.function == .relu:
                pending += node.inputs
            case .convolution: names += node.parameters.map(\.name)
            default: throw Self.unsupported("the output", graph)
            }
        }
        return try replacing(names) { values, _ in
            let size = values.count / factors.count
            return values.indices.map { values[$0] * factors[$0 / size] }
        }
    }

    /// The network whose one input is multiplied channel by channel first.
    ///
    /// - Parameter factors: One for each channel.
    /// - Returns: The network.
    /// - Throws: ``TrainingError`` with code `.unsupported` where something else than convolutions
    ///   reads the input.
    func multiplyingInputs(by factors: [Float]) throws -> Model {
        let readers = graph.nodes.filter { $0.inputs.contains(graph.inputs[0].name) }
        let names = try readers.map { node in
            guard case .convolution(let op) = node.op, op.groups == 1,
                let weight = node.parameters.first
            else { throw Self.unsupported("the input", graph) }
            return weight.name
        }
        return try replacing(names) { values, shape in
            let size = shape.dropFirst(2).reduce(1, *)
            return values.indices.map { values[$0] * factors[$0 / size % factors.count] }
        }
    }

    private func replacing(
        _ names: [String],
        _ change: ([Float], [Int]) -> [Float]
    ) throws -> Model {
        let tensors = try graph.parameters.map { parameter in
            let values = try weights.floats(named: parameter.name)
            return try MemoryTensor(
                name: parameter.name,
                shape: parameter.shape,
                floats: names.contains(parameter.name) ? change(values, parameter.shape) : values
            )
        }
        return try Model(graph: graph, weights: TensorStore(inMemory: tensors))
    }

    private static func unsupported(_ side: String, _ graph: ModelGraph) -> TrainingError {
        TrainingError(
            .unsupported,
            "Gains become part of convolutions, and \(side) of '\(graph.name)' has something else. "
                + "Use an encoder with strides above 1 and a decoder that begins with a convolution."
        )
    }
}
