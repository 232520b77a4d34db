/// What a step does with its part of a batch so that all parts together are one step.
extension ProcessGroup {
    /// Gradients summed and running statistics averaged over all processes, in one go.
    ///
    /// Batch normalization normalizes each part by the part's own statistics, as PyTorch's
    /// DistributedDataParallel does by default; the running ones are the mean over all parts. A step
    /// of a network with batch normalization is therefore not that of one process with the whole
    /// batch; of any other network it is, up to rounding.
    func shared(
        gradients: [String: Tensor],
        statistics: [String: Tensor]
    ) throws(TorchError) -> (gradients: [String: Tensor], statistics: [String: Tensor]) {
        let names = gradients.keys.sorted()
        let others = statistics.keys.sorted()
        let sums = try sum(
            names.compactMap { gradients[$0] } + others.compactMap { statistics[$0] }
        )
        var (total, mean) = ([String: Tensor](), [String: Tensor]())
        for (name, tensor) in zip(names, sums) { total[name] = tensor }
        for (name, tensor) in zip(others, sums.dropFirst(names.count)) {
            mean[name] = try tensor.adding(tensor, times: 1 / Double(count) - 1)
        }
        return (total, mean)
    }

    /// The place of this process' first image among those of the whole batch.
    func firstImage(ofPart count: Int) -> Int { rank * count }
}

extension ProcessGroup? {
    /// Gradients and statistics of the whole batch; those of this process where it is alone.
    func shared(
        gradients: [String: Tensor],
        statistics: [String: Tensor]
    ) throws(TorchError) -> (gradients: [String: Tensor], statistics: [String: Tensor]) {
        guard let self else { return (gradients, statistics) }
        return try self.shared(gradients: gradients, statistics: statistics)
    }

    /// The place of the first image among those of the whole batch.
    func firstImage(ofPart count: Int) -> Int { self?.firstImage(ofPart: count) ?? 0 }

    /// Whether this process writes and evaluates: the first one, or the only one.
    package var isFirst: Bool { self?.isFirst ?? true }

    /// Whether it is true in any of the processes.
    package func any(_ isTrue: Bool) throws(TorchError) -> Bool {
        try self?.any(isTrue) ?? isTrue
    }

    /// How many processes there are.
    package var count: Int { self?.count ?? 1 }

    /// Numbers summed over all processes.
    func sum(_ values: [Double]) throws(TorchError) -> [Double] {
        try self?.sum(values) ?? values
    }
}
