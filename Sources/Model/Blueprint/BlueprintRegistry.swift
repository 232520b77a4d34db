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

    /// The decoder code, in the order given.
    public let decoderFamilies: [any DecoderFamily]
    /// The decoder files, in the order given.
    public let declaredDecoders: [DeclaredDecoders]

    private let backbones: [String: BackboneBlueprint]

    /// A registry of the given code and files.
    ///
    /// Files of one family are merged: a file of one's own adds relatives to a built-in family.
    ///
    /// - Parameters:
    ///   - families: Family code; names are unique.
    ///   - decoders: Decoder code; names are unique.
    ///   - files: Blueprint and decoder files in any order, built-in ones first.
    /// - Throws: ``BlueprintError`` with the line at fault; code `.duplicateName` when two
    ///   families or relatives answer to one name.
    public init(
        families: [any BackboneFamily],
        decoders: [any DecoderFamily] = [],
        files: [BlueprintSource]
    ) throws(BlueprintError) {
        try Self.checkUnique(families.map(\.name))
        try Self.checkUnique(decoders.map(\.name))
        var documents: [BlueprintDocument] = []
        for file in files { documents.append(try BlueprintDocument(file)) }
        var blueprints: [Blueprint] = []
        for document in documents where document.kind == .backbones {
            blueprints.append(try Blueprint(document, families: families))
        }
        try Self.checkAcross(blueprints)
        let merged = try Self.merged(blueprints)
        do throws(TaxonomyError) {
            taxonomy = try Taxonomy(merged)
        } catch {
            throw BlueprintError(.duplicateName, error.message)
        }
        let backbones = Dictionary(
            uniqueKeysWithValues: blueprints.flatMap(\.backbones).map { ($0.name, $0) }
        )
        let known = taxonomy
        // Decoders last: their backbones may be in any of the files.
        var declared: [DeclaredDecoders] = []
        for document in documents where document.kind == .decoders {
            declared.append(
                try DeclaredDecoders(document, families: decoders) { name throws(TaxonomyError) in
                    try Self.backbone(named: name, among: backbones, in: known)
                }
            )
        }
        try Self.checkAcross(declared)
        self.families = families
        self.blueprints = blueprints
        self.decoderFamilies = decoders
        declaredDecoders = declared
        self.backbones = backbones
    }

    private static func checkUnique(_ names: [String]) throws(BlueprintError) {
        var known: Set<String> = []
        for name in names where !known.insert(name).inserted {
            throw BlueprintError(
                .duplicateName,
                "Two families are called \(name). Give the registry one of them."
            )
        }
    }

    private static func backbone(
        named name: String,
        among backbones: [String: BackboneBlueprint],
        in taxonomy: Taxonomy
    ) throws(TaxonomyError) -> BackboneBlueprint {
        let entry = try taxonomy.entry(named: name)
        guard let backbone = backbones[entry.relative.name] else {
            throw TaxonomyError(.unknownName, "No file declares \(entry.relative.name).")
        }
        return backbone
    }

    /// The backbone that answers to a name or alias.
    ///
    /// - Throws: `TaxonomyError` with code `.unknownName` and the likeliest names.
    public func backbone(named name: String) throws(TaxonomyError) -> BackboneBlueprint {
        try Self.backbone(named: name, among: backbones, in: taxonomy)
    }

    /// Builds every graph and compares it with its declaration: see ``Blueprint/checkGraphs()``.
    ///
    /// Decoders are compared with the split points of their backbones.
    ///
    /// - Throws: ``BlueprintError`` with file, line and column.
    public func checkGraphs() throws(BlueprintError) {
        for blueprint in blueprints { try blueprint.checkGraphs() }
        for file in declaredDecoders { try file.checkGraphs(backbone: backbone(named:)) }
    }

    /// Does the same for one file.
    ///
    /// - Parameter file: The file's name, as its ``BlueprintSource`` has it; others are not looked
    ///   at.
    /// - Throws: ``BlueprintError`` with file, line and column.
    public func checkGraphs(of file: String) throws(BlueprintError) {
        for blueprint in blueprints where blueprint.file == file { try blueprint.checkGraphs() }
        for declared in declaredDecoders where declared.file == file {
            try declared.checkGraphs(backbone: backbone(named:))
        }
    }
}
