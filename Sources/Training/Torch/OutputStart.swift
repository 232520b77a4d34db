internal import FrankenGraph

/// Where the last layer of a decoder normalizes: scales and shifts to begin with.
///
/// Normalized values times the target's deviation, plus its mean, channel by channel, have the
/// target's size from the first step on. A scale moves by about the learning rate in a step of Adam,
/// so from one it needs thousands of them to a teacher's features: those of `swin-nano` deviate by 3
/// to 19.
/// After Salimans and Kingma (2016, arXiv:1602.07868), who begin with the statistics of a batch.
struct OutputStart {
    private let node: ModelGraph.Node
    private let op: LayerNormalization

    /// What a graph's only output needs; nil where its last layer does not normalize.
    init?(_ graph: ModelGraph) {
        guard graph.outputs.count == 1, let node = graph.node(named: graph.outputs[0]),
            case .layerNormalization(let op) = node.op
        else { return nil }
        self.node = node
        self.op = op
    }

    /// Sets scales and shifts.
    ///
    /// - Parameters:
    ///   - parameters: The decoder's.
    ///   - target: What the teacher gave for the first batch.
    ///   - device: Where the parameters are.
    ///   - group: The processes that have the batch's other parts.
    /// - Throws: ``TorchError``, with code `.wrongShape` when the target has other channels, and
    ///   `.diverged` when it is not finite; nothing has changed then.
    func set(
        in parameters: inout ParameterSet,
        to target: Tensor,
        on device: Device,
        sharedWith group: ProcessGroup?
    ) throws(TorchError) {
        let names = node.parameters.map(\.name)
        let (scale, shift) = (
            try parameters.tensor(named: names[0]), try parameters.tensor(named: names[1])
        )
        let (means, deviations) = try moments(of: target, sharedWith: group)
        for (name, old, values) in [(names[0], scale, deviations), (names[1], shift, means)] {
            parameters[name] = try Tensor.of(
                values,
                shape: old.shape,
                on: device,
                isTrainable: old.isTrainable
            )
        }
    }

    /// Mean and deviation of each channel over all processes.
    private func moments(
        of target: Tensor,
        sharedWith group: ProcessGroup?
    ) throws(TorchError) -> (means: [Float], deviations: [Float]) {
        let (values, shape) = (try target.floats(), target.shape)
        let axis = op.axis.index(rank: shape.count)
        guard shape[axis] == op.channels else {
            throw TorchError(
                .wrongShape,
                node: node.name,
                "has \(op.channels) channels, the teacher's features are \(shape)"
            )
        }
        let stride = shape[(axis + 1)...].reduce(1, *)
        var sums = [Double](repeating: 0, count: 2 * op.channels + 1)
        for (index, value) in values.enumerated() {
            let channel = index / stride % op.channels
            sums[channel] += Double(value)
            sums[op.channels + channel] += Double(value) * Double(value)
        }
        sums[2 * op.channels] = Double(values.count / op.channels)
        sums = try group.sum(sums)
        guard sums.allSatisfy(\.isFinite) else {
            throw TorchError(.diverged, "the teacher's features are not finite")
        }
        let count = max(sums[2 * op.channels], 1)
        let means = sums[..<op.channels].map { $0 / count }
        let deviations = zip(means, sums[op.channels...]).map { mean, squares in
            max(squares / count - mean * mean, 0).squareRoot()
        }
        return (means.map { Float($0) }, deviations.map { Float($0) })
    }
}

extension ParameterSet {
    /// Scales and shifts for the teacher's features of a batch, where a graph ends in a normalization.
    fileprivate mutating func startOutput(
        of graph: ModelGraph,
        on batch: Batch,
        teacher: FrozenNetwork,
        sharedWith group: ProcessGroup?
    ) throws {
        guard let start = OutputStart(graph) else { return }
        try start.set(in: &self, to: teacher.run(batch), on: teacher.device, sharedWith: group)
    }
}

extension DecoderStep {
    /// Gives a decoder that nobody has trained outputs of the target's size.
    ///
    /// For decoders whose last layer normalizes, from the means and deviations of the target's
    /// channels; others stay as they are.
    ///
    /// - Parameter batch: Of the size and kind that follows; a part of it in each process.
    /// - Throws: ``TorchError`` or `RuntimeError`; nothing has changed then.
    package mutating func startOutput(on batch: Batch) throws {
        try decoder.startOutput(of: graph, on: batch, teacher: teacher, sharedWith: group)
    }
}

extension HeadDistillationStep {
    /// As ``DecoderStep/startOutput(on:)``.
    ///
    /// - Parameter batch: Of the size and kind that follows; a part of it in each process.
    /// - Throws: ``TorchError`` or `RuntimeError`; nothing has changed then.
    package mutating func startOutput(on batch: Batch) throws {
        try decoder.startOutput(of: decoderGraph, on: batch, teacher: teacher, sharedWith: group)
    }
}
