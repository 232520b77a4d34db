internal import CTorch

/// The objectives of classifiers.
extension Tensor {
    /// The sum of `-targets * log softmax(self)` over the batch.
    ///
    /// - Shape: logits and targets are `[N, classes]`.
    /// - Parameter targets: What each class counts: probabilities of the true classes, smoothed or
    ///   a teacher's, times any factor; constants.
    /// - Returns: A scalar in single precision or better.
    /// - Throws: ``TorchError`` with code `.refused` when shapes differ.
    package func crossEntropy(to targets: Tensor) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_cross_entropy(handle, targets.handle, $0) }
    }

    /// The sum of `-log softmax(self)` of the true classes over the batch.
    ///
    /// - Shape: `[N, classes]`.
    /// - Parameters:
    ///   - labels: N indices of classes.
    ///   - device: Where the logits are.
    /// - Returns: A scalar in single precision or better.
    /// - Throws: ``TorchError`` with code `.invalidOption` for a label that is no class.
    package func crossEntropy(
        toClasses labels: [Int],
        on device: Device
    ) throws(TorchError) -> Tensor {
        let (count, classes) = (shape[0], shape[1])
        guard labels.count == count, labels.allSatisfy({ 0..<classes ~= $0 }) else {
            throw TorchError(
                .invalidOption,
                "needs a label of 0 to \(classes - 1) for each of \(count) images, found "
                    + "\(labels.prefix(8))"
            )
        }
        var targets = [Float](repeating: 0, count: count * classes)
        for (index, label) in labels.enumerated() { targets[index * classes + label] = 1 }
        return try crossEntropy(to: .of(targets, shape: shape, on: device))
    }

    /// The sum over the batch of KL(softmax(teacher / T), softmax(self / T)), in nats.
    ///
    /// - Shape: both are logits `[N, classes]`.
    /// - Parameters:
    ///   - teacher: A constant.
    ///   - temperature: T.
    /// - Returns: A scalar in single precision or better.
    /// - Throws: ``TorchError`` with code `.refused` when shapes differ.
    package func divergence(
        from teacher: Tensor,
        temperature: Double
    ) throws(TorchError) -> Tensor {
        let wanted = try teacher.cast(to: .float32).scaled(by: 1 / temperature)
        let found = try cast(to: .float32).scaled(by: 1 / temperature)
        let probabilities: Tensor = try unsafe TorchCall.make {
            unsafe ft_softmax(wanted.handle, 1, $0)
        }
        // Cross-entropy with oneself is entropy: what the student cannot go below.
        return try found.crossEntropy(to: probabilities)
            .adding(wanted.crossEntropy(to: probabilities), times: -1)
    }
}
