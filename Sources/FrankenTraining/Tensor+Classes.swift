internal import CTorch

/// The objective of classifiers.
extension Tensor {
    /// The sum of `-targets * log softmax(self)` over the batch.
    ///
    /// - Shape: logits and targets are `[N, classes]`.
    /// - Parameter targets: What each class counts: probabilities of the true classes, smoothed or
    ///   a teacher's, times any factor; constants.
    /// - Returns: A scalar in single precision or better.
    /// - Throws: ``TrainingError`` with code `.refused` when shapes differ.
    public func crossEntropy(to targets: Tensor) throws(TrainingError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_cross_entropy(handle, targets.handle, $0) }
    }
}
