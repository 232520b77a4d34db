#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension Recipe {
    /// How the learning rate changes during a stage.
    package struct Schedule: Sendable, Hashable {
        /// The forms.
        package enum Form: Sendable, Hashable {
            /// Always the same.
            case constant
            /// Multiplied by a factor after each pass, or each number of steps.
            case exponential(factor: Double, interval: Interval)
            /// Half a wave of cosine down to a share of the rate at the end of the stage.
            case cosine(floor: Double)
        }

        /// What an exponential schedule counts.
        package enum Interval: Sendable, Hashable {
            /// Passes over the data.
            case epoch
            /// So many steps.
            case steps(Int)
        }

        /// The form.
        package let form: Form
        /// Steps in which the rate grows from zero.
        package let warmupSteps: Int

        /// What the learning rate is multiplied by.
        ///
        /// - Parameters:
        ///   - step: The step within the stage, from 0.
        ///   - stepsPerEpoch: Steps of a pass over the data, at least 1.
        ///   - stepCount: Steps of the stage.
        /// - Returns: The factor.
        package func factor(at step: Int, stepsPerEpoch: Int, stepCount: Int) -> Double {
            let growth = step < warmupSteps ? Double(step + 1) / Double(warmupSteps) : 1
            switch form {
            case .constant:
                return growth
            case .exponential(let factor, .epoch):
                return growth * pow(factor, Double(step / stepsPerEpoch))
            case .exponential(let factor, .steps(let steps)):
                return growth * pow(factor, Double(step / steps))
            case .cosine(let floor):
                let whole = max(stepCount - warmupSteps, 1)
                let share = min(Double(max(step - warmupSteps, 0)) / Double(whole), 1)
                return growth * (floor + (1 - floor) * (1 + cos(share * .pi)) / 2)
            }
        }
    }
}

extension Recipe.Schedule: Codable {
    private enum Key: String, CodingKey {
        case form, warmupSteps, factor, everySteps, floor
    }

    private enum Name: String, RecipeChoice {
        case constant, exponential, cosine
    }

    /// Reads an object; without `everySteps` an exponential one counts passes.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error or ``RecipeError``.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        warmupSteps = try values.decode(Int.self, forKey: .warmupSteps)
        try RecipeNumber.check(warmupSteps, in: 0...1_000_000, Key.warmupSteps)
        switch try values.decode(Name.self, forKey: .form) {
        case .constant:
            form = .constant
        case .exponential:
            let factor = try values.decode(Double.self, forKey: .factor)
            try RecipeNumber.check(factor, in: 1e-6...1, Key.factor)
            let steps = try values.decodeIfPresent(Int.self, forKey: .everySteps)
            if let steps { try RecipeNumber.check(steps, in: 1...1_000_000_000, Key.everySteps) }
            form = .exponential(
                factor: factor,
                interval: steps.map(Interval.steps) ?? .epoch
            )
        case .cosine:
            let floor = try values.decode(Double.self, forKey: .floor)
            try RecipeNumber.check(floor, in: 0...1, Key.floor)
            form = .cosine(floor: floor)
        }
    }

    /// Writes what the initializer reads.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(warmupSteps, forKey: .warmupSteps)
        switch form {
        case .constant:
            try values.encode(Name.constant, forKey: .form)
        case .exponential(let factor, let interval):
            try values.encode(Name.exponential, forKey: .form)
            try values.encode(factor, forKey: .factor)
            if case .steps(let steps) = interval { try values.encode(steps, forKey: .everySteps) }
        case .cosine(let floor):
            try values.encode(Name.cosine, forKey: .form)
            try values.encode(floor, forKey: .floor)
        }
    }
}
