internal import FrankenCodec
internal import FrankenRecipes
internal import FrankenRuntime
internal import FrankenTraining

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
    func trainingRule() throws(TrainerError) -> OptimizerRule {
        guard gradientNorm == nil else {
            throw TrainerError(
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
    func lambda(pixels side: Int) throws(TrainerError) -> Double {
        try checkSupported()
        guard let rate else { return 0 }
        // The weight of the features is divided away: only the ratio matters.
        let factor = (features?.weight).map { 1 / $0 } ?? 1
        switch rate.unit {
        case .bits: return rate.lambda * factor
        case .bitsPerPixel: return rate.lambda * factor / Double(side * side)
        }
    }

    /// Refuses objectives that are described but not made yet.
    func checkSupported() throws(TrainerError) {
        let missing: String? =
            if features == nil || features.map({ $0.weight <= 0 }) == true {
                "a training without 'objective.features'"
            } else if crossEntropy != nil {
                "'objective.crossEntropy'"
            } else if distillation != nil {
                "'objective.distillation'"
            } else if latency != nil {
                "'objective.latency'"
            } else {
                nil
            }
        if let missing {
            throw TrainerError(
                .unsupported,
                "This build does not do \(missing). Choose a recipe without it."
            )
        }
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
