#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension Recipe {
    /// Several rates of one encoder, trained together: each image of a batch is coded at a level.
    package struct Levels: Sendable, Hashable {
        /// What `rate.lambda` is multiplied by at each level, coarsest first: 2 to 64 falling
        /// numbers.
        package let lambdas: [Double]
        /// Losses of a level are divided by its lambda to this power, 0 to 1.
        package let lossExponent: Double
        /// Gains of a level begin at the finest lambda over its own to this power, 0 to 1; those of
        /// the finest at 1.
        package let gainExponent: Double
    }

    /// A lambda that rises over a stage, by equal factors in equal times.
    package struct Rise: Sendable, Hashable, Codable {
        /// Where it begins, above 0.
        package let from: Double
        /// The share of the stage after which it is what the rate says, above 0 and at most 1.
        package let over: Double
    }
}

extension Recipe.Stage {
    /// What lambda is multiplied by at a step: less than 1 while it rises.
    ///
    /// - Parameters:
    ///   - step: The step within the stage, from 0.
    ///   - stepsPerEpoch: Steps of a pass over the data.
    /// - Returns: The factor.
    package func rateFactor(at step: Int, stepsPerEpoch: Int) -> Double {
        guard let rate = objective.rate, let rise = rate.rise, rate.lambda > 0 else { return 1 }
        let whole = Double(stepCount(stepsPerEpoch: stepsPerEpoch)) * rise.over
        let share = min(1, Double(step) / max(whole, 1))
        return pow(rise.from / rate.lambda, 1 - share)
    }
}

extension Recipe.Levels: Codable {
    private enum Key: String, CodingKey {
        case lambdas, lossExponent, gainExponent
    }

    /// Reads an object of three members.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error or ``RecipeError``.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        lambdas = try values.decode([Double].self, forKey: .lambdas)
        lossExponent = try values.decode(Double.self, forKey: .lossExponent)
        gainExponent = try values.decode(Double.self, forKey: .gainExponent)
        try RecipeNumber.check(lossExponent, in: 0...1, Key.lossExponent)
        try RecipeNumber.check(gainExponent, in: 0...1, Key.gainExponent)
        for lambda in lambdas { try RecipeNumber.check(lambda, in: 1e-9...1e9, Key.lambdas) }
        guard (2...64).contains(lambdas.count),
            zip(lambdas, lambdas.dropFirst()).allSatisfy({ $0 > $1 })
        else {
            throw RecipeError(
                .invalidRecipe,
                """
                'levels.lambdas' must be 2 to 64 numbers, each less than the one before: the \
                coarsest level comes first.
                """
            )
        }
    }
}
