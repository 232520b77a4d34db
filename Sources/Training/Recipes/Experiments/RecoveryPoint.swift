/// How good a decoder is after some steps of training for an encoder that stays as it is.
package struct RecoveryPoint: Sendable, Hashable, Codable {
    /// The encoder.
    package let encoder: String
    /// The backbone that the decoder is for.
    package let backbone: String
    /// What the decoder began with.
    package let start: String
    /// Where random numbers started.
    package let seed: UInt64
    /// Steps of training.
    package let iteration: Int
    /// Images of these steps, each as often as it was seen.
    package let imagesSeen: Int
    /// The share of images whose class came first, 0 to 1.
    package let top1: Double
    /// The share of images whose class came among the first five, 0 to 1.
    package let top5: Double
    /// Mean bytes of a stream, header included.
    package let meanBytes: Double
    /// Images that were measured with.
    package let n: Int

    /// A point of a run.
    ///
    /// - Parameters:
    ///   - run: The training.
    ///   - iteration: Steps of it.
    ///   - imagesSeen: Images of these steps, each as often as it was seen.
    ///   - top1: The share of images whose class came first.
    ///   - top5: The share of images whose class came among the first five.
    ///   - meanBytes: Mean bytes of a stream.
    ///   - n: Images that were measured with.
    package init(
        _ run: ExperimentPlan.Run,
        iteration: Int,
        imagesSeen: Int,
        top1: Double,
        top5: Double,
        meanBytes: Double,
        n: Int
    ) {
        encoder = run.encoder.name
        backbone = run.backbone.name
        start = run.start.name
        seed = run.seed
        self.iteration = iteration
        self.imagesSeen = imagesSeen
        self.top1 = top1
        self.top5 = top5
        self.meanBytes = meanBytes
        self.n = n
    }

    /// Whether it belongs to a run.
    package func belongs(to run: ExperimentPlan.Run) -> Bool {
        encoder == run.encoder.name && backbone == run.backbone.name && start == run.start.name
            && seed == run.seed
    }
}
