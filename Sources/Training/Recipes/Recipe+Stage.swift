package import FrankenData

extension Recipe {
    /// A part of a training with one objective, one optimizer and one schedule.
    package struct Stage: Sendable, Equatable {
        /// How long a stage takes.
        package enum Length: Sendable, Hashable {
            /// Passes over the data.
            case epochs(Int)
            /// Steps.
            case steps(Int)
        }

        /// How latents are made discrete, or nearly so.
        package enum Quantizer: String, RecipeChoice {
            /// Uniform noise of one step takes the place of rounding.
            case noise
            /// Rounded forwards; backwards as if not.
            case straightThrough = "straight-through"
        }

        /// What people call it.
        package let name: String
        /// How long it takes.
        package internal(set) var length: Length
        /// Samples of a step, over all processes.
        package let batch: Int
        /// How samples become pixels.
        package let augmentation: Augmentation
        /// What is made small.
        package let objective: Objective
        /// How latents are made discrete.
        package let quantizer: Quantizer
        /// Several rates; nil for one.
        package let levels: Levels?
        /// How weights move.
        package let optimizer: Optimizer
        /// How far they move, over time.
        package let schedule: Schedule

        /// The number of steps of the stage.
        package func stepCount(stepsPerEpoch: Int) -> Int {
            switch length {
            case .epochs(let epochs): epochs * max(stepsPerEpoch, 1)
            case .steps(let steps): steps
            }
        }

        /// The learning rate of a step.
        ///
        /// - Parameters:
        ///   - step: The step within the stage, from 0.
        ///   - stepsPerEpoch: Steps of a pass over the data.
        /// - Returns: The rate.
        package func learningRate(at step: Int, stepsPerEpoch: Int) -> Double {
            optimizer.learningRate
                * schedule.factor(
                    at: step,
                    stepsPerEpoch: max(stepsPerEpoch, 1),
                    stepCount: stepCount(stepsPerEpoch: stepsPerEpoch)
                )
        }
    }
}

extension Recipe.Stage: Codable {
    private enum Key: String, CodingKey {
        case name, epochs, steps, batch, augmentation, objective, quantizer, levels
        case optimizer, schedule
    }

    /// Reads an object with either `epochs` or `steps`.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error or ``RecipeError``.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        name = try values.decode(String.self, forKey: .name)
        let epochs = try values.decodeIfPresent(Int.self, forKey: .epochs)
        let steps = try values.decodeIfPresent(Int.self, forKey: .steps)
        switch (epochs, steps) {
        case (let epochs?, nil):
            try RecipeNumber.check(epochs, in: 1...100_000, Key.epochs)
            length = .epochs(epochs)
        case (nil, let steps?):
            try RecipeNumber.check(steps, in: 1...1_000_000_000, Key.steps)
            length = .steps(steps)
        default:
            throw RecipeError(.invalidRecipe, "needs either 'epochs' or 'steps'.")
        }
        batch = try values.decode(Int.self, forKey: .batch)
        augmentation = try values.decode(Augmentation.self, forKey: .augmentation)
        objective = try values.decode(Recipe.Objective.self, forKey: .objective)
        quantizer = try values.decode(Quantizer.self, forKey: .quantizer)
        levels = try values.decodeIfPresent(Recipe.Levels.self, forKey: .levels)
        optimizer = try values.decode(Recipe.Optimizer.self, forKey: .optimizer)
        schedule = try values.decode(Recipe.Schedule.self, forKey: .schedule)
        try RecipeNumber.check(batch, in: 1...65_536, Key.batch)
        guard objective.features?.saliency == nil || augmentation.isDeterministic else {
            throw RecipeError(
                .invalidRecipe,
                """
                'objective.features.saliency' needs a center crop without flips, so that maps fit \
                the images.
                """
            )
        }
    }

    /// Writes what the initializer reads.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(name, forKey: .name)
        switch length {
        case .epochs(let epochs): try values.encode(epochs, forKey: .epochs)
        case .steps(let steps): try values.encode(steps, forKey: .steps)
        }
        try values.encode(batch, forKey: .batch)
        try values.encode(augmentation, forKey: .augmentation)
        try values.encode(objective, forKey: .objective)
        try values.encode(quantizer, forKey: .quantizer)
        try values.encodeIfPresent(levels, forKey: .levels)
        try values.encode(optimizer, forKey: .optimizer)
        try values.encode(schedule, forKey: .schedule)
    }
}
