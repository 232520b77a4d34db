internal import FrankenData
internal import FrankenGraph
internal import FrankenImage
internal import FrankenRuntime
internal import FrankenTorch

/// Measures a classifier on whole images.
struct BackboneEvaluator {
    /// How many images were classified right.
    struct Counts: Sendable, Hashable {
        var images = 0
        var first = 0
        var five = 0

        /// For a log.
        var values: [String: Double] {
            let count = Double(max(images, 1))
            return [
                "images": Double(images), "top1": Double(first) / count,
                "top5": Double(five) / count,
            ]
        }
    }

    let data: DataSet
    let normalization: Preprocessing
    let threads: Int

    /// Classifies every image; nil when it was canceled.
    func counts(
        of model: Model,
        view: Augmentation,
        isCanceled: () -> Bool
    ) async throws -> Counts? {
        let network = try FrozenNetwork(model, precision: .float32, threads: threads)
        let plan = try BatchPlan(
            batchSize: 16,
            order: .sequential,
            augmentation: view,
            normalization: normalization
        )
        let loader = try BatchLoader(data, plan: plan)
        var counts = Counts()
        while let batch = try await loader.next() {
            if isCanceled() { return nil }
            guard !batch.samples.isEmpty else { continue }
            let logits = try network.run(Batch(images: batch.images, shape: batch.shape)).floats()
            let classes = logits.count / batch.samples.count
            for (index, label) in batch.labels.enumerated() {
                let row = logits[index * classes..<(index + 1) * classes]
                let found = row[row.startIndex + label]
                // Ties count against us.
                let ahead = row.count { $0 >= found } - 1
                counts.images += 1
                if ahead == 0 { counts.first += 1 }
                if ahead < 5 { counts.five += 1 }
            }
        }
        guard counts.images > 0 else {
            throw TrainingError(
                .noImages,
                "None of the \(data.count) images for evaluation could be read. Check the data."
            )
        }
        return counts
    }
}
