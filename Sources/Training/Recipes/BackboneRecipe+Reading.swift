internal import FrankenData

extension BackboneRecipe: RecipeFile {
    private enum Key: String, CodingKey {
        case schema, name, summary, backbone, classes, precision, seeds, batch, labelSmoothing
        case cutMix, dropPath, distillation, optimizer, schedule, stages, evaluation
        case checkpointInterval
    }

    private enum Name: String, CodingKey {
        case steps = "stages.steps"
        case interval = "evaluation.interval"
        case images = "evaluation.images"
        case views = "evaluation.views"
        case weight = "distillation.weight"
        case temperature = "distillation.temperature"
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
                \(schema.prefix(40).debugDescription). `zoo train codec` takes zoo.recipe/1.
                """
            )
        }
        name = try values.decode(String.self, forKey: .name)
        summary = try values.decode(String.self, forKey: .summary)
        backbone = try values.decode(String.self, forKey: .backbone)
        classes = try values.decode(Int.self, forKey: .classes)
        precision = try values.decode(Recipe.Precision.self, forKey: .precision)
        seeds = try values.decode(Recipe.Seeds.self, forKey: .seeds)
        batch = try values.decode(Int.self, forKey: .batch)
        labelSmoothing = try values.decode(Double.self, forKey: .labelSmoothing)
        cutMix = try values.decodeIfPresent(Double.self, forKey: .cutMix) ?? 0
        dropPath = try values.decodeIfPresent(Double.self, forKey: .dropPath) ?? 0
        distillation = try values.decodeIfPresent(Distillation.self, forKey: .distillation)
        optimizer = try values.decode(Recipe.Optimizer.self, forKey: .optimizer)
        schedule = try values.decode(Recipe.Schedule.self, forKey: .schedule)
        stages = try values.decode([Stage].self, forKey: .stages)
        evaluation = try values.decode(Evaluation.self, forKey: .evaluation)
        checkpointInterval = try values.decode(Int.self, forKey: .checkpointInterval)
        try RecipeNumber.check(classes, in: 2...100_000, Key.classes)
        try RecipeNumber.check(batch, in: 1...65_536, Key.batch)
        try RecipeNumber.check(labelSmoothing, in: 0...0.99, Key.labelSmoothing)
        try RecipeNumber.check(cutMix, in: 0...1, Key.cutMix)
        try RecipeNumber.check(dropPath, in: 0...0.9, Key.dropPath)
        if let distillation {
            try RecipeNumber.check(distillation.weight, in: 0.001...1, Name.weight)
            try RecipeNumber.check(distillation.temperature, in: 0.01...100, Name.temperature)
        }
        try RecipeNumber.check(checkpointInterval, in: 1...1_000_000, Key.checkpointInterval)
        try RecipeNumber.check(stages.count, in: 1...16, Key.stages)
        for stage in stages { try RecipeNumber.check(stage.steps, in: 1...1_000_000, Name.steps) }
        try RecipeNumber.check(evaluation.interval, in: 1...1_000_000, Name.interval)
        try RecipeNumber.check(evaluation.images, in: 1...1_000_000, Name.images)
        try RecipeNumber.check(evaluation.views.count, in: 1...16, Name.views)
        guard evaluation.views.allSatisfy(\.isDeterministic) else {
            throw RecipeError(
                .invalidRecipe,
                "'evaluation.views' must be center crops without flips, so that figures repeat."
            )
        }
    }

    /// Writes what the initializer reads.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(name, forKey: .name)
        try values.encode(summary, forKey: .summary)
        try values.encode(backbone, forKey: .backbone)
        try values.encode(classes, forKey: .classes)
        try values.encode(precision, forKey: .precision)
        try values.encode(seeds, forKey: .seeds)
        try values.encode(batch, forKey: .batch)
        try values.encode(labelSmoothing, forKey: .labelSmoothing)
        // Left out where they do nothing, so that older recipes keep their digest.
        if cutMix > 0 { try values.encode(cutMix, forKey: .cutMix) }
        if dropPath > 0 { try values.encode(dropPath, forKey: .dropPath) }
        try values.encodeIfPresent(distillation, forKey: .distillation)
        try values.encode(optimizer, forKey: .optimizer)
        try values.encode(schedule, forKey: .schedule)
        try values.encode(stages, forKey: .stages)
        try values.encode(evaluation, forKey: .evaluation)
        try values.encode(checkpointInterval, forKey: .checkpointInterval)
    }
}
