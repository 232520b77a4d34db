package import FrankenEntropy
package import FrankenGraph
package import FrankenWeights

/// How a codec is trained by head distillation.
package struct DistillationOptions: Sendable {
    /// How rounding is put so that gradients pass.
    package enum Quantization: String, Sendable, Hashable, Codable {
        /// Uniform noise of a step's width.
        case noise
        /// Rounded values, with the gradient of none.
        case straightThrough
    }

    /// What a bit costs in squared errors.
    package var lambda: Double
    /// How rounding is put.
    package var quantization: Quantization
    /// The number format of the expensive layers.
    package var arithmetic: ExecutorOptions.Arithmetic
    /// How parameters follow their gradients.
    package var optimizer: OptimizerRule
    /// Values of the decoder to drop per image, with the probability.
    package var dropPath: [String: Double]

    /// All options.
    package init(
        lambda: Double,
        quantization: Quantization = .noise,
        arithmetic: ExecutorOptions.Arithmetic = .full,
        optimizer: OptimizerRule = .adam(.init()),
        dropPath: [String: Double] = [:]
    ) {
        self.lambda = lambda
        self.quantization = quantization
        self.arithmetic = arithmetic
        self.optimizer = optimizer
        self.dropPath = dropPath
    }
}

/// One step of training encoder, prior and decoder together.
///
/// ```
/// images -> teacher's head ------------------------------> target
///        \-> encoder -> noise or rounding -> decoder -> prediction
///                         \-> prior -> bits
/// loss = sum (prediction - target)^2 + lambda bits + quantile loss
/// ```
/// With ``levels`` each image is coded at a level of its own, see ``RateLevels``.
///
/// ``tail`` adds what the prediction does to later features and to answers; with
/// ``comparesFeatures`` off that is all there is (SVBI-CE, SVBI-KD).
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952.
package struct HeadDistillationStep: Sendable {
    /// What the decoder should give.
    package let teacher: FrozenNetwork
    /// How.
    package let options: DistillationOptions
    /// The encoder's parameters, under its graph's names.
    package var encoder: ParameterSet
    /// The decoder's parameters and running statistics, under its graph's names.
    package var decoder: ParameterSet
    /// The prior's parameters.
    package var prior: TrainablePrior
    /// Moves all of them; its names begin with `encoder.`, `decoder.` and `prior.`.
    package var optimizer: Optimizer
    /// Where noise comes from.
    package var noise: NoiseSource
    /// Whether the decoder's output is compared with the teacher's.
    package var comparesFeatures = true
    /// What else its errors cost, behind the split point; nil for nothing.
    package var tail: TailObjectives?
    /// The processes that have the other parts of each batch; nil for none.
    package var group: ProcessGroup?
    /// Several rates, trained together; nil for one.
    ///
    /// Their names begin with `levels.`, and what `lambda` says multiplies theirs.
    package var levels: RateLevels?
    private let encoderExecutor: TrainingExecutor
    private let decoderExecutor: TrainingExecutor
    var decoderGraph: ModelGraph { decoderExecutor.graph }

    /// A step before its first run.
    ///
    /// - Parameters:
    ///   - teacher: What the decoder should give; its device is where all is trained.
    ///   - encoder: Images to latents.
    ///   - decoder: Latents to the teacher's output.
    ///   - prior: What latents cost.
    ///   - options: How.
    ///   - noise: Where noise comes from.
    /// - Throws: ``TorchError`` or `WeightsError`.
    package init(
        teacher: FrozenNetwork,
        encoder: Model,
        decoder: Model,
        prior: FactorizedPrior,
        options: DistillationOptions,
        noise: NoiseSource
    ) throws {
        guard options.lambda.isFinite, options.lambda >= 0 else {
            throw TorchError(
                .invalidOption,
                "lambda must be 0 or more, found \(options.lambda)"
            )
        }
        let device = teacher.device
        self.teacher = teacher
        self.options = options
        self.noise = noise
        self.encoder = try ParameterSet(of: encoder, on: device, isTrainable: true)
        self.decoder = try ParameterSet(of: decoder, on: device, isTrainable: true)
        self.prior = try TrainablePrior(prior, on: device)
        optimizer = Optimizer(options.optimizer)
        encoderExecutor = try TrainingExecutor(
            encoder.graph,
            options: .init(mode: .training, arithmetic: options.arithmetic)
        )
        decoderExecutor = try TrainingExecutor(
            decoder.graph,
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
    ///   - batch: Images, saliency where it guides, and labels where the tail needs them.
    ///   - learningRate: How far parameters move.
    ///   - rateFactor: Multiplies lambda.
    /// - Returns: What was seen before they moved.
    /// - Throws: ``TorchError`` with code `.diverged` when the loss is not finite; parameters and
    ///   optimizer are as before then, only the noise has gone on.
    package mutating func step(
        _ batch: Batch,
        learningRate: Double,
        rateFactor: Double = 1
    ) throws -> StepReport {
        let device = teacher.device
        let images = try Tensor.of(batch.images, shape: batch.shape, on: device).channelsLast()
        let key = noise.next()
        let first = group.firstImage(ofPart: batch.shape[0])
        let encoded = try encoderExecutor.run(
            [images],
            parameters: encoder,
            noise: noise,
            firstImage: first
        )
        let coded = try code(
            encoded.outputs[0],
            key: key,
            firstImage: first,
            lambda: options.lambda * rateFactor
        )
        let decoded = try decoderExecutor.run(
            [coded.values],
            parameters: decoder,
            noise: noise,
            firstImage: first
        )
        let found = try Distillation(
            decoded.outputs[0],
            batch,
            teacher: teacher,
            comparesFeatures: comparesFeatures,
            tail: tail,
            imageWeights: coded.weights(on: device)
        )
        let quantileLoss = try prior.quantileLoss()
        // Sums over images add up over processes; the quantiles' loss is there once.
        let loss = try found.loss.adding(coded.cost, times: coded.costFactor)
            .adding(quantileLoss, times: 1 / Double(group.count))
        let own = [
            try coded.value(of: loss, found, levels: levels),
            found.distortion, try coded.bits(), found.crossEntropy, found.divergence,
        ]
        let sums = try group.sum(own + coded.reports(found, levels: levels))
        let report = StepReport(
            loss: sums[0],
            distortion: sums[1],
            bits: sums[2],
            quantileLoss: try quantileLoss.scalar(),
            crossEntropy: sums[3],
            divergence: sums[4],
            levels: CodedLatents.levels(in: sums.dropFirst(own.count))
        )
        try optimizer.check(report)
        var statistics: [String: Tensor] = [:]
        for (name, tensor) in encoded.statistics { statistics["encoder." + name] = tensor }
        for (name, tensor) in decoded.statistics { statistics["decoder." + name] = tensor }
        var all = ParameterSet(joining: [
            ("encoder.", encoder), ("decoder.", decoder), ("prior.", prior.parameters),
            ("levels.", levels?.parameters ?? ParameterSet()),
        ])
        try optimizer.minimize(
            loss,
            &all,
            statistics: statistics,
            learningRate: learningRate,
            sharedWith: group
        )
        encoder.take(from: all, prefix: "encoder.")
        decoder.take(from: all, prefix: "decoder.")
        prior.parameters.take(from: all, prefix: "prior.")
        levels?.parameters.take(from: all, prefix: "levels.")
        return report
    }

    /// Goes on where another training stopped.
    ///
    /// - Parameters:
    ///   - store: Has ``encoder``, ``decoder``, the prior's parameters and the optimizer's state
    ///     under names that begin with `encoder.`, `decoder.`, `prior.` and `optimizer.`.
    ///   - stepCount: Steps done.
    ///   - noise: The other's ``noise``.
    /// - Throws: ``TorchError`` with code `.missing` or `.wrongShape` when the tensors are not of
    ///   these graphs, `WeightsError`; nothing has changed then.
    package mutating func restore(
        from store: TensorStore,
        stepCount: Int,
        noise: NoiseSource
    ) throws {
        let device = teacher.device
        let encoder = try encoder.restored(from: store, prefix: "encoder.", on: device)
        let decoder = try decoder.restored(from: store, prefix: "decoder.", on: device)
        let parameters = try prior.parameters.restored(from: store, prefix: "prior.", on: device)
        optimizer = try Optimizer(
            options.optimizer,
            stepCount: stepCount,
            from: store,
            prefix: "optimizer.",
            on: device
        )
        let gains = try levels?.parameters.restored(from: store, prefix: "levels.", on: device)
        (self.encoder, self.decoder, prior.parameters) = (encoder, decoder, parameters)
        if let gains { levels?.parameters = gains }
        self.noise = noise
    }
}
