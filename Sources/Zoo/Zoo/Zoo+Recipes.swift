internal import FrankenBlueprint
internal import FrankenBundle
public import FrankenCatalog
internal import FrankenStore
internal import FrankenTaxonomy

extension Zoo {
    /// How a bundle of a backbone is made that nobody published, from what is built in.
    ///
    /// - Parameter name: The backbone's name or alias.
    /// - Returns: `nil` for a backbone that is not known, or that has no decoder recipe.
    /// - Throws: `StoreError` when the store cannot be read.
    public func builtInRecipe(for name: String) throws -> CatalogRecipe? {
        guard let entry = try? blueprints.taxonomy.entry(named: name) else { return nil }
        return try recipe(for: entry)
    }

    /// How bundles of all backbones are made that have a decoder recipe.
    ///
    /// - Returns: Recipes in the taxonomy's order.
    /// - Throws: `StoreError` when the store cannot be read.
    public func builtInRecipes() throws -> [CatalogRecipe] {
        try blueprints.taxonomy.entries.compactMap(recipe(for:))
    }

    private func recipe(for entry: TaxonomyEntry) throws -> CatalogRecipe? {
        let name = entry.relative.name
        guard (try? blueprints.decoder(for: name)) != nil else { return nil }
        // What was imported already is not missing.
        let hasTail = try list().contains { $0.importedBackbone == name }
        var recipe = CatalogRecipe(
            name: name,
            taxonomy: BundleTaxonomy(
                archetype: entry.archetype.id,
                family: entry.family.id,
                relative: name
            ),
            missing: hasTail ? [.decoder] : [.tail, .decoder]
        )
        recipe.aliases = entry.relative.aliases
        recipe.summary = entry.relative.displayName
        return recipe
    }
}
