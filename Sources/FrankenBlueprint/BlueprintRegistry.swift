public import FrankenTaxonomy

/// The backbones that can be built: family code and blueprint files together.
///
/// An immutable value made from explicit lists; nothing registers itself, nothing is looked up
/// at run time.
/// ```swift
/// let registry = try BlueprintRegistry(families: [ResNetFamily()], files: [resnet, mine])
/// let graph = try registry.backbone(named: "ResNet-50").graph()
/// ```
public struct BlueprintRegistry: Sendable {
    /// The family code, in the order given.
    public let families: [any BackboneFamily]
    /// The files, in the order given.
    public let blueprints: [Blueprint]
    /// Every relative of every file, for look-up, search and lists.
    public let taxonomy: Taxonomy

    private let backbones: [String: BackboneBlueprint]

    /// A registry of the given code and files.
    ///
    /// Files of one family are merged: a file of one's own adds relatives to a built-in family.
    ///
    /// - Parameters:
    ///   - families: Family code; names are unique.
    ///   - files: Blueprint files, built-in ones first.
    /// - Throws: ``BlueprintError`` with the line at fault; code `.duplicateName` when two
    ///   families or relatives answer to one name.
    public init(
        families: [any BackboneFamily],
        files: [BlueprintSource]
    ) throws(BlueprintError) {
        var names: Set<String> = []
        for family in families where !names.insert(family.name).inserted {
            throw BlueprintError(
                .duplicateName,
                "Two families are called \(family.name). Give the registry one of them."
            )
        }
        var blueprints: [Blueprint] = []
        for file in files { blueprints.append(try Blueprint(file, families: families)) }
        try Self.checkAcross(blueprints)
        let merged = try Self.merged(blueprints)
        do throws(TaxonomyError) {
            taxonomy = try Taxonomy(merged)
        } catch {
            throw BlueprintError(.duplicateName, error.message)
        }
        self.families = families
        self.blueprints = blueprints
        backbones = Dictionary(
            uniqueKeysWithValues: blueprints.flatMap(\.backbones).map { ($0.name, $0) }
        )
    }

    /// The backbone that answers to a name or alias.
    ///
    /// - Throws: `TaxonomyError` with code `.unknownName` and the likeliest names.
    public func backbone(named name: String) throws(TaxonomyError) -> BackboneBlueprint {
        let entry = try taxonomy.entry(named: name)
        guard let backbone = backbones[entry.relative.name] else {
            throw TaxonomyError(.unknownName, "No file declares \(entry.relative.name).")
        }
        return backbone
    }

    /// Builds every graph and compares it with its declaration: see ``Blueprint/checkGraphs()``.
    ///
    /// - Throws: ``BlueprintError`` with file, line and column.
    public func checkGraphs() throws(BlueprintError) {
        for blueprint in blueprints { try blueprint.checkGraphs() }
    }
}
