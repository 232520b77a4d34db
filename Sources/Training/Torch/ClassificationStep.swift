package import FrankenGraph
internal import FrankenWeights

/// One step of training a classifier on labelled images.
///
/// ```
/// images -> backbone -> logits
/// loss = mean over images of cross-entropy(logits, (1 - s) true class + s / classes)
/// ```
///
/// A teacher's opinion of the images may count beside the labels: see ``Imitation``.
///
/// Weight decay is apart from the gradient and only for matrices and kernels (AdamW; Loshchilov and
/// Hutter, 2019, arXiv:1711.05101): scales and biases keep what they need.
package struct ClassificationStep: Sendable {
    /// What a step is made with, besides weights and images.
    package struct Options: Sendable, Hashable {
        /// The share of each target that is spread over all classes (Szegedy et al., 2016,
        /// arXiv:1512.00567, section 7).
        package var labelSmoothing: Double
        /// The share of a weight that is taken away, times the learning rate.
        package var weightDecay: Double
        /// The number format of the expensive layers.
        package var arithmetic: ExecutorOptions.Arithmetic
        /// Values to drop per image, with the probability.
        package var dropPath: [String: Double]

        /// All options.
        package init(
            labelSmoothing: Double = 0,
            weightDecay: Double = 0,
            arithmetic: ExecutorOptions.Arithmetic = .full,
            dropPath: [String: Double] = [:]
        ) {
            self.labelSmoothing = labelSmoothing
            self.weightDecay = weightDecay
            self.arithmetic = arithmetic
            self.dropPath = dropPath
        }
    }

    /// The classifier's parameters and running statistics, under its graph's names.
    package var backbone: ParameterSet
    /// Moves them; its rule has no weight decay of its own.
    package var optimizer: Optimizer
    /// Where drop path's chances come from.
    package var noise: NoiseSource
    /// The processes that have the other parts of each batch; nil for none.
    package var group: ProcessGroup?
    /// How many classes there are.
    package let classCount: Int
    /// Where it is trained.
    package let device: Device
    /// How a teacher's opinion counts beside labels; nil when there is no teacher.
    package var imitation: Imitation?
    private let options: Options
    private let executor: TrainingExecutor

    /// A step before its first run.
    ///
    /// - Parameters:
    ///   - backbone: Images to logits `[N, classes]`.
    ///   - optimizer: How parameters follow their gradients.
    ///   - options: All else.
    ///   - noise: Where drop path's chances come from.
    ///   - device: Where to train.
    /// - Throws: ``TorchError`` with code `.invalidOption` for an option out of range or a graph
    ///   that does not end with logits; `WeightsError`.
    package init(
        _ backbone: Model,
        optimizer: OptimizerRule,
        options: Options = Options(),
        noise: NoiseSource = NoiseSource(seed: 0),
        on device: Device = .cpu
    ) throws {
        guard (0..<1).contains(options.labelSmoothing), (0...1).contains(options.weightDecay) else {
            throw TorchError(
                .invalidOption,
                "label smoothing must be 0 to below 1 and weight decay 0 to 1, found "
                    + "\(options.labelSmoothing) and \(options.weightDecay)"
            )
        }
        let graph = backbone.graph
        let shapes = try graph.shapes(inputs: [:])
        guard graph.outputs.count == 1, let shape = shapes[graph.outputs[0]], shape.rank == 2,
            let classCount = graph.parameters.last?.shape.first
        else {
            throw TorchError(
                .invalidOption,
                "'\(graph.name)' does not end with one output of logits [images, classes]"
            )
        }
        self.classCount = classCount
        self.options = options
        self.noise = noise
        self.device = device
        self.backbone = try ParameterSet(of: backbone, on: device, isTrainable: true)
        self.optimizer = Optimizer(optimizer)
        executor = try TrainingExecutor(
            graph,
            options: .init(
                mode: .training,
                arithmetic: options.arithmetic,
                dropPath: options.dropPath
            )
        )
    }

    /// Runs one step.
    ///
    /// - Parameters:
    ///   - batch: The images.
    ///   - labels: The index of each image's class.
    ///   - opinions: A teacher's logits, `N x classes`, where there is an ``imitation``.
    ///   - mix: What images take from each other; nil for nothing.
    ///   - learningRate: How far parameters move.
    /// - Returns: The loss per whole batch: the mean over its images times their number. No distortion,
    ///   no bits.
    /// - Throws: ``TorchError`` with code `.invalidOption` for a label that is no class,
    ///   `.wrongShape` for opinions that are missing or too many, `.diverged` when the loss is not finite; parameters and optimizer are as before then.
    package mutating func step(
        _ batch: Batch,
        labels: [Int],
        opinions: [Float] = [],
        mix: CutMix? = nil,
        learningRate: Double
    ) throws -> StepReport {
        let pixels = try mix?.images(of: batch) ?? batch.images
        let images = try Tensor.of(pixels, shape: batch.shape, on: device).channelsLast()
        let own = try targets(labels, count: batch.shape[0])
        let targets = try Tensor.of(
            mix?.mixing(own, batch.shape) ?? own,
            shape: [labels.count, classCount],
            on: device
        )
        _ = noise.next()
        let run = try executor.run(
            [images],
            parameters: backbone,
            noise: noise,
            firstImage: group.firstImage(ofPart: batch.shape[0])
        )
        var loss = try run.outputs[0].crossEntropy(to: targets)
        if let imitation {
            let soft = imitation.probabilities(opinions, classes: classCount)
            loss = try imitation.mixing(
                loss,
                run.outputs[0],
                mix?.mixing(soft, batch.shape) ?? soft,
                of: batch.shape[0] * group.count,
                on: device
            )
        }
        let mean = try group.sum([loss.scalar()])[0]
        let report = StepReport(
            loss: mean * Double(labels.count * group.count),
            distortion: 0,
            bits: 0,
            quantileLoss: 0
        )
        try optimizer.check(report)
        try optimizer.minimize(
            loss,
            &backbone,
            statistics: run.statistics,
            learningRate: learningRate,
            decay: options.weightDecay * learningRate,
            sharedWith: group
        )
        return report
    }

    /// Smoothed, and divided by the images of the whole batch: the loss is a mean.
    private func targets(_ labels: [Int], count: Int) throws(TorchError) -> [Float] {
        guard labels.count == count, labels.allSatisfy({ 0..<classCount ~= $0 }) else {
            throw TorchError(
                .invalidOption,
                "needs a label of 0 to \(classCount - 1) for each of \(count) images, found "
                    + "\(labels.prefix(8))"
            )
        }
        let images = Double(count * group.count)
        let rest = Float(options.labelSmoothing / Double(classCount) / images)
        let whole = Float((1 - options.labelSmoothing) / images)
        var targets = [Float](repeating: rest, count: count * classCount)
        for (index, label) in labels.enumerated() { targets[index * classCount + label] += whole }
        return targets
    }
}
