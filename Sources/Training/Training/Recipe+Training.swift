internal import FrankenCodec
internal import FrankenRecipes
internal import FrankenRuntime
internal import FrankenTorch

extension Recipe.Precision {
    /// The number format of what is trained.
    var arithmetic: ExecutorOptions.Arithmetic {
        switch self {
        case .f32: .full
        case .bf16: .bfloat16
        }
    }

    /// The number format of what is frozen.
    var plan: Precision {
        switch self {
        case .f32: .float32
        case .bf16: .bfloat16
        }
    }
}

extension Recipe.Optimizer {
    /// The rule as the training library has it.
    func trainingRule() throws(TrainingError) -> OptimizerRule {
        guard gradientNorm == nil else {
            throw TrainingError(
                .unsupported,
                "This build does not limit gradients; leave 'gradientNorm' out."
            )
        }
        switch rule {
        case .adam(let firstDecay, let secondDecay, let epsilon):
            return .adam(
                .init(
                    firstDecay: firstDecay,
                    secondDecay: secondDecay,
                    epsilon: epsilon,
                    weightDecay: weightDecay
                )
            )
        case .sgd(let momentum):
            return .descent(.init(momentum: momentum, weightDecay: weightDecay))
        }
    }
}

extension Recipe.Stage.Quantizer {
    /// The same choice in the training library's words.
    func quantization() -> DistillationOptions.Quantization {
        switch self {
        case .noise: .noise
        case .straightThrough: .straightThrough
        }
    }
}

extension Recipe.Objective {
    /// What a bit costs in squared errors, for images of so many columns and rows.
    func lambda(pixels side: Int) throws(TrainingError) -> Double {
        let scale = try scale()
        guard let rate else { return 0 }
        switch rate.unit {
        case .bits: return rate.lambda * scale
        case .bitsPerPixel: return rate.lambda * scale / Double(side * side)
        }
    }

    /// What all factors are multiplied by, so that squared errors of features count once: only
    /// ratios matter.
    func scale() throws(TrainingError) -> Double {
        guard let features else { return 1 }
        guard features.weight > 0 else {
            throw TrainingError(
                .unsupported,
                "'objective.features.weight' must be positive. Leave 'features' out, or weigh it."
            )
        }
        return 1 / features.weight
    }

    /// Whether the tail has to be run for gradients.
    var usesTail: Bool {
        features?.deeper.isEmpty == false || crossEntropy ?? 0 > 0 || distillation?.weight ?? 0 > 0
    }

    /// What an encoder slower than asked costs for each image; a constant of the architecture.
    ///
    /// - Parameter milliseconds: What an image takes.
    /// - Returns: `weight max(0, milliseconds - maximum)`, scaled as the other factors are.
    /// - Throws: ``TrainingError`` with code `.unsupported`, as ``scale()``.
    func latencyCost(milliseconds: Double) throws(TrainingError) -> Double {
        guard let latency else { return 0 }
        return try latency.weight * max(0, milliseconds - latency.maximumMilliseconds) * scale()
    }
}

extension EncoderSizes {
    /// The sizes of a recipe.
    init(_ shape: Recipe.EncoderShape) {
        self.init(
            widths: (shape.widths[0], shape.widths[1]),
            latentChannels: shape.latentChannels,
            innerActivation: shape.innerActivation == .relu ? .relu : .identity,
            strides: shape.strides
        )
    }

    /// The sizes of a recipe; the published ones when it declares none.
    init(_ shape: Recipe.EncoderShape?) {
        guard let shape else {
            self.init()
            return
        }
        self.init(shape)
    }
}
