internal import FrankenBlueprint
internal import FrankenBundle
public import FrankenCatalog
internal import FrankenStore
internal import FrankenTaxonomy

extension Zoo {
    /// How a bundle of a backbone is made that nobody published, from what is built in.
    ///
    /// - Parameter name: The backbone's name or alias.
    /// - Returns: `nil` for a backbone that is not known, or that has no decoder.
    /// - Throws: `StoreError` when the store cannot be read.
    public func builtInUnpublished(for name: String) throws -> UnpublishedBundle? {
        guard let entry = try? blueprints.taxonomy.entry(named: name) else { return nil }
        return try unpublished(entry)
    }

    /// How bundles of all backbones are made that have a decoder.
    ///
    /// - Returns: Those backbones in the taxonomy's order.
    /// - Throws: `StoreError` when the store cannot be read.
    public func builtInUnpublished() throws -> [UnpublishedBundle] {
        try blueprints.taxonomy.entries.compactMap(unpublished(_:))
    }

    private func unpublished(_ entry: TaxonomyEntry) throws -> UnpublishedBundle? {
        let name = entry.relative.name
        guard (try? blueprints.decoder(for: name)) != nil else { return nil }
        // What was imported already is not missing.
        let hasTail = try list().contains { $0.importedBackbone == name }
        var bundle = UnpublishedBundle(
            name: name,
            taxonomy: BundleTaxonomy(
                archetype: entry.archetype.id,
                family: entry.family.id,
                relative: name
            ),
            missing: hasTail ? [.decoder] : [.tail, .decoder]
        )
        bundle.aliases = entry.relative.aliases
        bundle.summary = entry.relative.displayName
        return bundle
    }
}
