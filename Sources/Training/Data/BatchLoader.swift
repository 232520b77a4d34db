/// Gives batches in order, while later ones are being decoded on other threads.
///
/// At most ``ahead`` batches exist before they are asked for. A batch is made by one task, so that
/// as many threads work as batches are underway; what a batch holds does not depend on it.
package actor BatchLoader {
    /// The most batches that are underway or ready.
    package nonisolated let ahead: Int
    /// Batches of one pass.
    package nonisolated let stepsPerEpoch: Int
    /// Samples that could not be used so far, each once.
    package private(set) var skipped: [SampleBatch.Skipped] = []

    private let maker: BatchMaker
    private var upcoming: DataPosition?
    private var underway: [Task<Result<SampleBatch, DataError>, Never>] = []
    private var order: (epoch: Int, indices: [UInt32])?
    private var known: Set<Int> = []

    /// A loader.
    ///
    /// - Parameters:
    ///   - dataSet: The samples.
    ///   - plan: Which of them make up which batch.
    ///   - position: The first batch; a checkpoint's ``SampleBatch/following`` to go on.
    ///   - ahead: Batches to make in advance, at least 1: also the number of threads.
    /// - Throws: ``DataError`` with code `.invalidOption` when no batch can be filled, or the
    ///   position is not one of the plan.
    package init(
        _ dataSet: DataSet,
        plan: BatchPlan,
        from position: DataPosition = DataPosition(),
        ahead: Int = 2
    ) throws(DataError) {
        let steps = plan.stepsPerEpoch(count: dataSet.count)
        guard steps > 0 else {
            throw DataError(
                .invalidOption,
                """
                Expected at least one batch of \(plan.batchSize) x \(plan.rankCount), found \
                \(dataSet.count) samples. Choose a smaller batch or name more data.
                """
            )
        }
        guard position.epoch >= 0, 0..<steps ~= position.step else {
            throw DataError(
                .invalidOption,
                """
                Expected a position within \(steps) steps of an epoch, found step \
                \(position.step) of epoch \(position.epoch). The data have changed since.
                """
            )
        }
        maker = BatchMaker(dataSet, plan: plan)
        stepsPerEpoch = steps
        self.ahead = max(1, ahead)
        upcoming = plan.order == .sequential && position.epoch > 0 ? nil : position
    }

    deinit {
        for task in underway { task.cancel() }
    }

    /// The next batch; nil after one pass in sequential order.
    ///
    /// - Throws: ``DataError`` with code `.tooManyUnusable`.
    package func next() async throws(DataError) -> SampleBatch? {
        fill()
        guard !underway.isEmpty else { return nil }
        let result = await underway.removeFirst().value
        fill()
        let batch = try result.get()
        for sample in batch.skipped where known.insert(sample.index).inserted {
            skipped.append(sample)
        }
        return batch
    }

    private func fill() {
        while underway.count < ahead, let position = upcoming {
            let indices = indices(at: position)
            let maker = maker
            underway.append(
                Task.detached { () async -> Result<SampleBatch, DataError> in
                    Result { () throws(DataError) in
                        try maker.batch(at: position, indices: indices)
                    }
                }
            )
            let following = maker.plan.following(position, count: maker.dataSet.count)
            let isOver = maker.plan.order == .sequential && following.epoch > position.epoch
            upcoming = isOver ? nil : following
        }
    }

    private func indices(at position: DataPosition) -> [UInt32] {
        let count = maker.dataSet.count
        let whole: [UInt32]
        if let order, order.epoch == position.epoch {
            whole = order.indices
        } else {
            whole = maker.plan.order.indices(count: count, epoch: position.epoch)
            order = (position.epoch, whole)
        }
        return Array(whole[maker.plan.places(step: position.step, count: count)])
    }
}
