extension Recipe {
    /// The recipe as a run of an experiment follows it: of so many steps, with one seed for
    /// everything, and without measurements or an early end of its own.
    ///
    /// - Parameters:
    ///   - steps: Steps of the run; the schedule goes over all of them.
    ///   - seed: Where all random numbers start.
    /// - Returns: The recipe of the run, whose digest checkpoints carry.
    /// - Throws: ``RecipeError`` with code `.invalidRecipe` for a recipe of several stages, whose
    ///   steps nobody could share out.
    package func run(steps: Int, seed: UInt64) throws(RecipeError) -> Recipe {
        guard stages.count == 1 else {
            throw RecipeError(
                .invalidRecipe,
                "'\(name)' has \(stages.count) stages; an experiment needs a recipe of one."
            )
        }
        var recipe = self
        recipe.stages[0].length = .steps(max(steps, 1))
        recipe.seeds = Seeds(parameters: seed, data: seed, noise: seed)
        recipe.evaluation.interval = 1_000_000
        recipe.evaluation.targetTop1 = nil
        return recipe
    }
}
