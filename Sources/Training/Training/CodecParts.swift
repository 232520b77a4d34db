internal import FrankenBlueprint
internal import FrankenCodec
internal import FrankenEntropy
internal import FrankenGraph
internal import FrankenImage
internal import FrankenInference
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// What is trained of a codec: encoder, prior, decoder, and gains where it has several rates.
struct CodecParts {
    static let encoderPrefix = "encoder."
    static let decoderPrefix = "decoder."
    static let priorPrefix = "prior."
    static let levelsPrefix = "levels."

    var encoder: Model
    var decoder: Model
    var prior: FactorizedPrior
    /// Nil for one rate.
    var levels: LevelGains?

    /// Parts that a training wrote down.
    ///
    /// - Parameters:
    ///   - weights: Tensors under names that begin with the prefixes.
    ///   - recipe: A recipe for a codec, which says how large the encoder is.
    ///   - decoder: What the decoder is expanded from.
    /// - Throws: `WeightsError` for tensors that are not there or of another shape.
    init(_ weights: TensorStore, recipe: Recipe, decoder: DecoderBlueprint) throws {
        let sizes = EncoderSizes(recipe.encoder)
        encoder = try Model(
            graph: EncoderGraph.make(sizes),
            weights: weights.dropping(prefix: Self.encoderPrefix)
        )
        self.decoder = try Model(
            graph: decoder.graph(latentChannels: sizes.latentChannels),
            weights: weights.dropping(prefix: Self.decoderPrefix)
        )
        let arrays = try PriorNetwork<Float>.names.map {
            try weights.floats(named: Self.priorPrefix + $0)
        }
        prior = try FactorizedPrior(
            network: PriorNetwork(
                matrices: Array(arrays[..<5]),
                biases: Array(arrays[5..<10]),
                factors: Array(arrays[10...])
            ),
            quantiles: weights.floats(named: Self.priorPrefix + TrainablePrior.quantilesName)
        )
        levels = try LevelGains(weights, channels: prior.channelCount)
    }

    /// Initial ones, of one rate.
    init(initial seed: UInt64, sizes: EncoderSizes, decoder: DecoderBlueprint) throws {
        var initial = InitialParameters(seed: seed)
        encoder = try initial.model(EncoderGraph.make(sizes))
        self.decoder = try initial.model(decoder.graph(latentChannels: sizes.latentChannels))
        prior = try .initial(channelCount: sizes.latentChannels, using: &initial)
    }

    /// What a stage trains of several rates: as they were learned, or to begin with.
    ///
    /// - Throws: ``TrainingError`` with code `.inconsistent` when others were learned, and
    ///   `.unsupported` for networks that cannot take gains up at the end.
    func rates(_ plan: Recipe.Levels, on device: Device) throws -> RateLevels {
        let ones = [Float](repeating: 1, count: prior.channelCount)
        _ = try encoder.multiplyingOutputs(by: ones)
        _ = try decoder.multiplyingInputs(by: ones)
        guard let levels else {
            return try RateLevels(
                lambdas: plan.lambdas,
                channels: prior.channelCount,
                gainExponent: plan.gainExponent,
                lossExponent: plan.lossExponent,
                on: device
            )
        }
        guard levels.count == plan.lambdas.count else {
            throw TrainingError(
                .inconsistent,
                "Expected weights of \(plan.lambdas.count) levels, found \(levels.count). Begin "
                    + "with those of one rate, or change the recipe."
            )
        }
        return try RateLevels(
            lambdas: plan.lambdas,
            logGains: levels.logGains,
            logInverses: levels.logInverses,
            lossExponent: plan.lossExponent,
            on: device
        )
    }

    /// The codec of one rate that a level is.
    ///
    /// Gains are above 0, so they commute with the encoder's last activation and become part of the
    /// convolutions before it; inverses become part of the decoder's first convolution.
    ///
    /// - Parameter level: 0 for the coarsest; between levels gains are interpolated geometrically.
    /// - Returns: Parts without levels.
    /// - Throws: ``TrainingError`` with code `.unsupported` for networks that cannot take them up.
    func at(level: Double) throws -> CodecParts {
        guard let levels else { return self }
        let (gains, inverses) = try levels.gains(at: level)
        var parts = self
        parts.levels = nil
        parts.encoder = try encoder.multiplyingOutputs(by: gains)
        parts.decoder = try decoder.multiplyingInputs(by: inverses)
        parts.prior = prior.scaled(by: gains)
        return parts
    }

    /// The codec as it would be used; the finest level where there are several.
    ///
    /// - Parameters:
    ///   - name: What people call the encoder.
    ///   - backbone: What it was trained for.
    ///   - tail: The backbone behind the split point.
    /// - Returns: The codec with its tables.
    /// - Throws: ``TrainingError``, or the errors of parts that do not fit.
    func product(name: String, backbone: Backbone, tail: Model) throws -> TrainedCodec {
        if let levels {
            return try at(level: Double(levels.count - 1))
                .product(name: name, backbone: backbone, tail: tail)
        }
        // Quantiles follow their loss by steps of the learning rate; the network knows them.
        var prior = prior
        prior.quantiles = prior.solvedQuantiles()
        let package = try EncoderPackage(
            name: name,
            training: .trained,
            model: encoder,
            latents: LatentCodec(prior.makeTables()),
            preprocessing: backbone.preprocessing
        )
        let codec = try SplitCodec(
            SplitCodec.Description(name: backbone.blueprint.name),
            encoder: package,
            decoder: decoder,
            tail: tail
        )
        return TrainedCodec(codec: codec, prior: prior)
    }
}
