extension ExperimentPlan: RecipeFile {
    private enum Key: String, CodingKey {
        case schema, name, summary, encoders, backbones, starts, steps, images, side, seeds
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
        encoders = try values.decode([Encoder].self, forKey: .encoders)
        backbones = try values.decode([Backbone].self, forKey: .backbones)
        starts = try values.decode([Start].self, forKey: .starts)
        steps = try values.decode([Int].self, forKey: .steps)
        images = try values.decode(Int.self, forKey: .images)
        side = try values.decodeIfPresent(Int.self, forKey: .side) ?? 224
        seeds = try values.decode([UInt64].self, forKey: .seeds)
        try RecipeNumber.check(images, in: 1...1_000_000, Key.images)
        try RecipeNumber.check(side, in: 32...1024, Key.side)
        try RecipeNumber.check(steps.count, in: 1...1000, Key.steps)
        try RecipeNumber.check(encoders.count, in: 1...100, Key.encoders)
        try RecipeNumber.check(backbones.count, in: 1...100, Key.backbones)
        try RecipeNumber.check(starts.count, in: 1...100, Key.starts)
        try RecipeNumber.check(seeds.count, in: 1...100, Key.seeds)
        for step in steps { try RecipeNumber.check(step, in: 0...1_000_000_000, Key.steps) }
        for encoder in encoders {
            if let count = encoder.iterations {
                try RecipeNumber.check(count, in: 1...1_000_000_000, Key.encoders)
            }
        }
        try checkNames()
        guard zip(steps, steps.dropFirst()).allSatisfy({ $0 < $1 }), (steps.last ?? 0) > 0 else {
            throw RecipeError(
                .invalidRecipe,
                "'steps' must rise and end above 0, found \(steps.prefix(20))."
            )
        }
        guard side.isMultiple(of: 32) else {
            throw RecipeError(.invalidRecipe, "'side' must be a multiple of 32, found \(side).")
        }
    }

    /// Names become parts of paths, and rows are found by them.
    private func checkNames() throws(RecipeError) {
        let lists = [
            ("encoders", encoders.map(\.name)), ("backbones", backbones.map(\.name)),
            ("starts", starts.map(\.name)), ("seeds", seeds.map { "\($0)" }),
        ]
        for (list, names) in lists {
            for name in [self.name] + names {
                let isPlain = name.utf8.allSatisfy {
                    UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "-")
                        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".")
                }
                guard isPlain, 1...60 ~= name.utf8.count, !name.hasPrefix(".") else {
                    throw RecipeError(
                        .invalidRecipe,
                        """
                        A name must be 1 to 60 lowercase letters, digits, '-' and '.', found \
                        \(name.prefix(60).debugDescription) among '\(list)'.
                        """
                    )
                }
            }
            guard Set(names).count == names.count else {
                throw RecipeError(.invalidRecipe, "'\(list)' names something twice: \(names).")
            }
        }
        for start in starts {
            let unknown =
                (start.encoders ?? []).filter { name in !encoders.contains { $0.name == name } }
                + (start.backbones ?? []).filter { name in !backbones.contains { $0.name == name } }
            guard unknown.isEmpty else {
                throw RecipeError(
                    .invalidRecipe,
                    "The start '\(start.name)' is for \(unknown), which the plan does not name."
                )
            }
        }
    }

    /// Writes what the initializer reads.
    package func encode(to encoder: any Swift.Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(name, forKey: .name)
        try values.encode(summary, forKey: .summary)
        try values.encode(encoders, forKey: .encoders)
        try values.encode(backbones, forKey: .backbones)
        try values.encode(starts, forKey: .starts)
        try values.encode(steps, forKey: .steps)
        try values.encode(images, forKey: .images)
        try values.encode(side, forKey: .side)
        try values.encode(seeds, forKey: .seeds)
    }
}
