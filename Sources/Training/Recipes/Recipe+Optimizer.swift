extension Recipe {
    /// How weights move.
    package struct Optimizer: Sendable, Hashable {
        /// The rules.
        package enum Rule: Sendable, Hashable {
            /// Adam (Kingma and Ba, 2015, arXiv:1412.6980).
            case adam(firstDecay: Double, secondDecay: Double, epsilon: Double)
            /// Gradient descent with momentum.
            case sgd(momentum: Double)
        }

        /// The rule.
        package let rule: Rule
        /// The learning rate before the schedule.
        package let learningRate: Double
        /// The share of a weight that is added to its gradient.
        package let weightDecay: Double
        /// The longest gradient over all weights; nil for any.
        package let gradientNorm: Double?
    }
}

extension Recipe.Optimizer: Codable {
    private enum Key: String, CodingKey {
        case rule, learningRate, weightDecay, gradientNorm
        case firstDecay, secondDecay, epsilon, momentum
    }

    private enum Name: String, RecipeChoice {
        case adam, sgd
    }

    /// Reads an object; `gradientNorm` may be left out.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error or ``RecipeError``.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func number(_ key: Key, _ range: ClosedRange<Double>) throws -> Double {
            let value = try values.decode(Double.self, forKey: key)
            try RecipeNumber.check(value, in: range, key)
            return value
        }
        switch try values.decode(Name.self, forKey: .rule) {
        case .adam:
            rule = .adam(
                firstDecay: try number(.firstDecay, 0...0.999999),
                secondDecay: try number(.secondDecay, 0...0.999999),
                epsilon: try number(.epsilon, 0...1)
            )
        case .sgd:
            rule = .sgd(momentum: try number(.momentum, 0...0.999999))
        }
        learningRate = try number(.learningRate, 1e-12...1e3)
        weightDecay = try number(.weightDecay, 0...1)
        gradientNorm =
            values.contains(.gradientNorm) ? try number(.gradientNorm, 1e-12...1e12) : nil
    }

    /// Writes what the initializer reads.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch rule {
        case .adam(let firstDecay, let secondDecay, let epsilon):
            try values.encode(Name.adam, forKey: .rule)
            try values.encode(firstDecay, forKey: .firstDecay)
            try values.encode(secondDecay, forKey: .secondDecay)
            try values.encode(epsilon, forKey: .epsilon)
        case .sgd(let momentum):
            try values.encode(Name.sgd, forKey: .rule)
            try values.encode(momentum, forKey: .momentum)
        }
        try values.encode(learningRate, forKey: .learningRate)
        try values.encode(weightDecay, forKey: .weightDecay)
        try values.encodeIfPresent(gradientNorm, forKey: .gradientNorm)
    }
}
