extension Optimizer {
    /// Goes a step down a loss: the one place where gradients are taken and parameters move.
    ///
    /// - Parameters:
    ///   - loss: A scalar; its part of this process where several share a batch.
    ///   - parameters: Get new tensors.
    ///   - statistics: Replace parameters of the same names, averaged over processes.
    ///   - learningRate: How far.
    ///   - decay: The share of matrices and kernels that is taken away first, apart from gradients.
    ///   - group: The processes that share the batch; nil when this one is alone.
    /// - Throws: ``TorchError``; nothing has moved then.
    mutating func minimize(
        _ loss: Tensor,
        _ parameters: inout ParameterSet,
        statistics: [String: Tensor],
        learningRate: Double,
        decay: Double = 0,
        sharedWith group: ProcessGroup?
    ) throws(TorchError) {
        let trainable = parameters.entries.filter { $0.tensor.isTrainable }
        let gradients = try loss.gradients(of: trainable.map(\.tensor))
        var named: [String: Tensor] = [:]
        for (entry, gradient) in zip(trainable, gradients) { named[entry.name] = gradient }
        var moved = parameters
        if decay > 0 {
            for (name, tensor) in trainable where tensor.shape.count > 1 {
                let constant = try tensor.detached()
                moved[name] = try constant.adding(constant, times: -decay)
                    .detached(isTrainable: true)
            }
        }
        let shared = try group.shared(gradients: named, statistics: statistics)
        try step(&moved, gradients: shared.gradients, learningRate: learningRate)
        for (name, tensor) in shared.statistics { moved[name] = tensor }
        parameters = moved
    }

    /// Refuses a loss that nothing can be learned from.
    ///
    /// - Throws: ``TorchError`` with code `.diverged`.
    func check(_ report: StepReport) throws(TorchError) {
        guard !report.loss.isFinite else { return }
        // Only a codec has both, and only there it matters which of the two it was.
        let parts =
            report.bits == 0 ? "" : " (distortion \(report.distortion), bits \(report.bits))"
        throw TorchError(
            .diverged,
            "the loss of step \(stepCount + 1) is \(report.loss)\(parts); go on from a checkpoint "
                + "with a smaller learning rate"
        )
    }
}

extension ParameterSet {
    /// Several sets as one, each name with its set's prefix.
    init(joining parts: [(prefix: String, set: ParameterSet)]) {
        self.init(
            parts.flatMap { part in part.set.entries.map { (part.prefix + $0.name, $0.tensor) } }
        )
    }

    /// Takes over the tensors of this set's names from one that ``init(joining:)`` made.
    mutating func take(from joined: ParameterSet, prefix: String) {
        for name in names { self[name] = joined[prefix + name] }
    }
}
