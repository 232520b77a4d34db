package import FrankenGraph
package import FrankenWeights

/// One step of fine-tuning a decoder for a backbone: encoder and tables stay as they are.
///
/// ```
/// images -> teacher's head ----------------------> target
///        \-> encoder -> rounding -> decoder -> prediction
/// loss = sum (prediction - target)^2
/// ```
/// ``tail`` adds what the prediction does to later features and to answers.
package struct DecoderStep: Sendable {
    /// What the decoder should give.
    package let teacher: FrozenNetwork
    /// Images to latents.
    package let encoder: FrozenNetwork
    /// The decoder's parameters and running statistics, under its graph's names.
    package var decoder: ParameterSet
    /// Moves them.
    package var optimizer: Optimizer
    /// Where drop path's chances come from.
    package var noise: NoiseSource
    /// Whether the decoder's output is compared with the teacher's.
    package var comparesFeatures = true
    /// What else its errors cost, behind the split point; nil for nothing.
    package var tail: TailObjectives?
    /// The processes that have the other parts of each batch; nil for none.
    package var group: ProcessGroup?
    private let medians: Tensor
    private let executor: TrainingExecutor
    var graph: ModelGraph { executor.graph }

    /// A step before its first run.
    ///
    /// - Parameters:
    ///   - teacher: What the decoder should give.
    ///   - encoder: The frozen encoder, on the teacher's device.
    ///   - medians: What its quantizer subtracts, one for each latent channel.
    ///   - decoder: Latents to the teacher's output.
    ///   - arithmetic: The number format of the expensive layers.
    ///   - optimizer: How parameters follow their gradients.
    ///   - dropPath: Values to drop per image, with the probability.
    ///   - noise: Where drop path's chances come from.
    /// - Throws: ``TorchError`` or `WeightsError`.
    package init(
        teacher: FrozenNetwork,
        encoder: FrozenNetwork,
        medians: [Float],
        decoder: Model,
        arithmetic: ExecutorOptions.Arithmetic = .full,
        optimizer: OptimizerRule = .adam(.init()),
        dropPath: [String: Double] = [:],
        noise: NoiseSource = NoiseSource(seed: 0)
    ) throws {
        self.teacher = teacher
        self.encoder = encoder
        self.noise = noise
        self.medians = try Tensor.of(medians, shape: [medians.count], on: teacher.device)
        self.decoder = try ParameterSet(of: decoder, on: teacher.device, isTrainable: true)
        self.optimizer = Optimizer(optimizer)
        executor = try TrainingExecutor(
            decoder.graph,
            options: .init(mode: .training, arithmetic: arithmetic, dropPath: dropPath)
        )
    }

    /// The quantized latents of a batch: what a server would decode.
    ///
    /// - Parameter batch: The images.
    /// - Returns: `[N, C, H, W]`; may be kept for the next epoch when images do not change.
    /// - Throws: ``TorchError`` or `RuntimeError`.
    package func latents(of batch: Batch) throws -> Tensor {
        try encoder.run(batch).rounded(about: medians, isStraightThrough: false).detached()
    }

    /// Runs one step.
    ///
    /// - Parameters:
    ///   - batch: Images, saliency where it guides, and labels where the tail needs them.
    ///   - latents: What ``latents(of:)`` gave for the same images; computed when missing.
    ///   - learningRate: How far parameters move.
    /// - Returns: What was seen before they moved; no bits.
    /// - Throws: ``TorchError`` with code `.diverged` when the loss is not finite; parameters and
    ///   optimizer are as before then.
    package mutating func step(
        _ batch: Batch,
        latents: Tensor? = nil,
        learningRate: Double
    ) throws -> StepReport {
        let latents = try latents ?? self.latents(of: batch)
        _ = noise.next()
        let decoded = try executor.run(
            [latents],
            parameters: decoder,
            noise: noise,
            firstImage: group.firstImage(ofPart: batch.shape[0])
        )
        let found = try Distillation(
            decoded.outputs[0],
            batch,
            teacher: teacher,
            comparesFeatures: comparesFeatures,
            tail: tail
        )
        // Sums over images add up over processes.
        let sums = try group.sum([
            found.loss.scalar(), found.distortion, found.crossEntropy, found.divergence,
        ])
        let report = StepReport(
            loss: sums[0],
            distortion: sums[1],
            bits: 0,
            quantileLoss: 0,
            crossEntropy: sums[2],
            divergence: sums[3]
        )
        try optimizer.check(report)
        try optimizer.minimize(
            found.loss,
            &decoder,
            statistics: decoded.statistics,
            learningRate: learningRate,
            sharedWith: group
        )
        return report
    }

    /// Goes on where another fine-tuning stopped.
    ///
    /// - Parameters:
    ///   - store: Has ``decoder`` and the optimizer's state under names that begin with `decoder.`
    ///     and `optimizer.`.
    ///   - stepCount: Steps done.
    ///   - noise: The other's ``noise``.
    /// - Throws: ``TorchError`` with code `.missing` or `.wrongShape` when the tensors are not of
    ///   this graph, `WeightsError`; nothing has changed then.
    package mutating func restore(
        from store: TensorStore,
        stepCount: Int,
        noise: NoiseSource
    ) throws {
        let restored = try decoder.restored(from: store, prefix: "decoder.", on: teacher.device)
        optimizer = try Optimizer(
            optimizer.rule,
            stepCount: stepCount,
            from: store,
            prefix: "optimizer.",
            on: teacher.device
        )
        decoder = restored
        self.noise = noise
    }
}
