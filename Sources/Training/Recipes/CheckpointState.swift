package import FrankenCrypto
package import FrankenData

/// Where a training stands: all that decides its next step, but the weights and moments.
package struct CheckpointState: Sendable, Equatable {
    /// The first words of the file.
    package static let schema = "zoo.checkpoint/1"

    /// Steps done, over all stages.
    package var step: Int
    /// The stage of the next step, an index of the recipe's stages.
    package var stage: Int
    /// The next step within the stage.
    package var stageStep: Int
    /// The next batch.
    package var position: DataPosition
    /// The states of random generators, by name.
    package var generators: [String: [UInt64]]
    /// Figures worth keeping, such as the best accuracy so far.
    package var metrics: [String: Double]
    /// The recipe that the training follows.
    package var recipe: Digest
    /// The version of the program that wrote the checkpoint.
    package var library: String

    /// A state; the defaults are the beginning.
    package init(
        step: Int = 0,
        stage: Int = 0,
        stageStep: Int = 0,
        position: DataPosition = DataPosition(),
        generators: [String: [UInt64]] = [:],
        metrics: [String: Double] = [:],
        recipe: Digest,
        library: String
    ) {
        self.step = step
        self.stage = stage
        self.stageStep = stageStep
        self.position = position
        self.generators = generators
        self.metrics = metrics
        self.recipe = recipe
        self.library = library
    }
}

extension CheckpointState: Codable {
    private enum Key: String, CodingKey {
        case schema, step, stage, stageStep, position, generators, metrics, recipe, library
    }

    /// Reads what ``encode(to:)`` writes.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error or ``RecipeError``.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let schema = try values.decode(String.self, forKey: .schema)
        guard schema == Self.schema else {
            throw RecipeError(
                .unsupportedVersion,
                """
                'schema' must be \(Self.schema.debugDescription), found \
                \(schema.prefix(40).debugDescription). Use a build of zoo that reads it.
                """
            )
        }
        step = try values.decode(Int.self, forKey: .step)
        stage = try values.decode(Int.self, forKey: .stage)
        stageStep = try values.decode(Int.self, forKey: .stageStep)
        position = try values.decode(DataPosition.self, forKey: .position)
        generators = try values.decode([String: [UInt64]].self, forKey: .generators)
        metrics = try values.decode([String: Double].self, forKey: .metrics)
        recipe = try values.decode(Digest.self, forKey: .recipe)
        library = try values.decode(String.self, forKey: .library)
        for (value, key) in [(step, Key.step), (stage, .stage), (stageStep, .stageStep)] {
            try RecipeNumber.check(value, in: 0...Int.max, key)
        }
    }

    /// Writes what the initializer reads.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(step, forKey: .step)
        try values.encode(stage, forKey: .stage)
        try values.encode(stageStep, forKey: .stageStep)
        try values.encode(position, forKey: .position)
        try values.encode(generators, forKey: .generators)
        try values.encode(metrics, forKey: .metrics)
        try values.encode(recipe, forKey: .recipe)
        try values.encode(library, forKey: .library)
    }
}
