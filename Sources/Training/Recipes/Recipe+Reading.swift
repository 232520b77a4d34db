extension Recipe: RecipeFile {
    private enum Key: String, CodingKey {
        case schema, name, summary, purpose, teacher, encoder, decoder, precision, seeds, stages
        case evaluation, checkpointInterval
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
        name = try values.decode(String.self, forKey: .name)
        summary = try values.decode(String.self, forKey: .summary)
        purpose = try values.decode(Purpose.self, forKey: .purpose)
        teacher = try values.decode(Teacher.self, forKey: .teacher)
        encoder = try values.decodeIfPresent(EncoderShape.self, forKey: .encoder)
        self.decoder = try values.decode(String.self, forKey: .decoder)
        precision = try values.decode(Precision.self, forKey: .precision)
        seeds = try values.decode(Seeds.self, forKey: .seeds)
        stages = try values.decode([Stage].self, forKey: .stages)
        evaluation = try values.decode(Evaluation.self, forKey: .evaluation)
        checkpointInterval = try values.decode(Int.self, forKey: .checkpointInterval)
        try RecipeNumber.check(checkpointInterval, in: 1...1_000_000, Key.checkpointInterval)
        try RecipeNumber.check(stages.count, in: 1...16, Key.stages)
        try check()
    }

    private func check() throws(RecipeError) {
        guard name.utf8.count <= 100, !name.isEmpty,
            name.utf8.allSatisfy({
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "-")
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".")
            })
        else {
            throw RecipeError(
                .invalidRecipe,
                """
                'name' must be 1 to 100 lowercase letters, digits, '-' and '.', found \
                \(name.prefix(100).debugDescription).
                """
            )
        }
        guard (purpose == .codec) == (encoder != nil) else {
            throw RecipeError(
                .invalidRecipe,
                "'encoder' must be there for the purpose 'codec', and not for 'decoder'."
            )
        }
        for stage in stages {
            guard stage.levels?.lambdas.count == stages[0].levels?.lambdas.count else {
                throw RecipeError(
                    .invalidRecipe,
                    """
                    'levels' of the stage '\(stage.name)' must be as many as those of \
                    '\(stages[0].name)': their gains are the same.
                    """
                )
            }
            guard stage.levels == nil || purpose == .codec else {
                throw RecipeError(
                    .invalidRecipe,
                    "'levels' of the stage '\(stage.name)' are for the purpose 'codec' alone."
                )
            }
        }
        for stage in stages where (purpose == .codec) != (stage.objective.rate != nil) {
            throw RecipeError(
                .invalidRecipe,
                """
                'objective.rate' of the stage '\(stage.name)' must be there for the purpose \
                'codec', and not for 'decoder', whose tables are frozen.
                """
            )
        }
    }

    /// Writes what the initializer reads.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(name, forKey: .name)
        try values.encode(summary, forKey: .summary)
        try values.encode(purpose, forKey: .purpose)
        try values.encode(teacher, forKey: .teacher)
        try values.encodeIfPresent(self.encoder, forKey: .encoder)
        try values.encode(decoder, forKey: .decoder)
        try values.encode(precision, forKey: .precision)
        try values.encode(seeds, forKey: .seeds)
        try values.encode(stages, forKey: .stages)
        try values.encode(evaluation, forKey: .evaluation)
        try values.encode(checkpointInterval, forKey: .checkpointInterval)
    }
}
