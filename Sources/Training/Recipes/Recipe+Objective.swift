extension Recipe {
    /// What a stage makes small: a sum of the parts that are there.
    ///
    /// Head distillation (FS-FP) is `features` and `rate` in bits; saliency guidance (FS-SGFP) adds
    /// `features.saliency`; SVBI-CE is `crossEntropy` and `rate` in bits per pixel; SVBI-KD adds
    /// `distillation`.
    ///
    /// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952.
    package struct Objective: Sendable, Hashable {
        /// What the estimated size costs; nil when the tables are frozen.
        package let rate: Rate?
        /// Distance from the teacher's features; nil for none.
        package let features: Features?
        /// Weight of the cross-entropy with the true classes; nil for none.
        package let crossEntropy: Double?
        /// Distance from the teacher's answers; nil for none.
        package let distillation: Distillation?
        /// Cost of an encoder slower than asked; nil for none.
        package let latency: Latency?
    }

    /// What the estimated size costs.
    package struct Rate: Sendable, Hashable, Codable {
        /// What is counted.
        package enum Unit: String, RecipeChoice {
            /// All bits of a batch.
            case bits
            /// Bits per pixel of the input image.
            case bitsPerPixel
        }

        /// The factor: larger for smaller streams.
        package let lambda: Double
        /// What is counted.
        package let unit: Unit
        /// How the factor gets there; nil where it is there from the first step.
        package let rise: Rise?
    }

    /// Sum of squared errors against the teacher's features.
    package struct Features: Sendable, Hashable, Codable {
        /// The factor.
        package let weight: Double
        /// Split points behind the first whose features are compared as well, and their factors.
        package let deeper: [Layer]
        /// Guidance by saliency maps; nil for none.
        package let saliency: Saliency?
    }

    /// A layer whose features are compared.
    package struct Layer: Sendable, Hashable, Codable {
        /// The name of a split point.
        package let splitPoint: String
        /// The factor.
        package let weight: Double
    }

    /// Errors weigh `plain + salient * s` where the map is s, 0 to 1.
    package struct Saliency: Sendable, Hashable, Codable {
        /// How maps are made.
        package enum Method: String, RecipeChoice {
            /// Channels weighted by gradient times activation.
            case xGradCAM = "xgrad-cam"
            /// Channels weighted by the mean gradient.
            case gradCAM = "grad-cam"
            /// Channels weighted by positive gradients of higher order.
            case gradCAMPlusPlus = "grad-cam++"
        }

        /// The factor of all errors: the first gamma.
        package let plain: Double
        /// The factor of errors times the map: the second gamma.
        package let salient: Double
        /// How maps are made.
        package let method: Method
        /// Whether maps of several layers are averaged.
        package let mixesLayers: Bool
        /// Whether a map is the projection on its first principal component.
        package let smoothsByEigenvector: Bool
        /// Columns and rows of a map.
        package let side: Int
    }

    /// Divergence of the class probabilities from the teacher's.
    package struct Distillation: Sendable, Hashable, Codable {
        /// The factor, beside the square of the temperature.
        package let weight: Double
        /// What logits are divided by.
        package let temperature: Double
    }

    /// The factor times the milliseconds above a limit: a constant of the architecture, without a
    /// gradient, that makes losses of encoders of different sizes comparable.
    package struct Latency: Sendable, Hashable, Codable {
        /// The factor.
        package let weight: Double
        /// The limit.
        package let maximumMilliseconds: Double
    }
}

extension Recipe.Objective: Codable {
    private enum Key: String, CodingKey {
        case rate, features, crossEntropy, distillation, latency
    }

    private enum Name: String, CodingKey {
        case lambda = "rate.lambda"
        case from = "rate.rise.from"
        case over = "rate.rise.over"
        case weight = "features.weight"
        case deeper = "features.deeper.weight"
        case plain = "features.saliency.plain"
        case salient = "features.saliency.salient"
        case side = "features.saliency.side"
        case distillation = "distillation.weight"
        case temperature = "distillation.temperature"
        case latency = "latency.weight"
        case maximum = "latency.maximumMilliseconds"
    }

    /// Reads an object of any of five members.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error or ``RecipeError``.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        rate = try values.decodeIfPresent(Recipe.Rate.self, forKey: .rate)
        features = try values.decodeIfPresent(Recipe.Features.self, forKey: .features)
        crossEntropy = try values.decodeIfPresent(Double.self, forKey: .crossEntropy)
        distillation = try values.decodeIfPresent(Recipe.Distillation.self, forKey: .distillation)
        latency = try values.decodeIfPresent(Recipe.Latency.self, forKey: .latency)
        guard features != nil || crossEntropy != nil || distillation != nil else {
            throw RecipeError(
                .invalidRecipe,
                "needs at least one of 'features', 'crossEntropy' and 'distillation'."
            )
        }
        let factors: [(Double?, Name)] = [
            (rate?.lambda, .lambda), (features?.weight, .weight),
            (features?.saliency?.plain, .plain), (features?.saliency?.salient, .salient),
            (distillation?.weight, .distillation), (latency?.weight, .latency),
            (latency?.maximumMilliseconds, .maximum),
        ]
        for case (let value?, let name) in factors {
            try RecipeNumber.check(value, in: 0...1e9, name)
        }
        for layer in features?.deeper ?? [] {
            try RecipeNumber.check(layer.weight, in: 0...1e9, Name.deeper)
        }
        if let rise = rate?.rise {
            try RecipeNumber.check(rise.from, in: 1e-9...1e9, Name.from)
            try RecipeNumber.check(rise.over, in: 1e-6...1, Name.over)
        }
        if let crossEntropy { try RecipeNumber.check(crossEntropy, in: 0...1e9, Key.crossEntropy) }
        if let side = features?.saliency?.side {
            try RecipeNumber.check(side, in: 1...1024, Name.side)
        }
        if let temperature = distillation?.temperature {
            try RecipeNumber.check(temperature, in: 1e-3...1e3, Name.temperature)
        }
    }
}
