public import FrankenBlueprint
internal import FrankenFamilies

/// What plugins' files are added to: family code, decoder code, and the files that come with them.
public struct PluginBase: Sendable {
    /// Code of families besides those built in.
    public var families: [any BackboneFamily]
    /// Code of decoders besides those built in.
    public var decoders: [any DecoderFamily]
    /// Files that come with that code.
    public var files: [BlueprintSource]

    /// What is built in, and more.
    ///
    /// - Parameters:
    ///   - families: Code of families of a package of one's own.
    ///   - decoders: Code of its decoders.
    ///   - files: Its blueprint and decoder files.
    public init(
        adding families: [any BackboneFamily] = [],
        decoders: [any DecoderFamily] = [],
        files: [BlueprintSource] = []
    ) {
        self.families = families
        self.decoders = decoders
        self.files = files
    }

    func registry(adding sources: [BlueprintSource]) throws(BlueprintError) -> BlueprintRegistry {
        try BuiltInBlueprints.registry(
            adding: families,
            decoders: decoders,
            files: files + sources
        )
    }

    /// The registry with more files, whose graphs are built; what is built in was checked before.
    func checked(_ sources: [BlueprintSource]) -> Result<BlueprintRegistry, BlueprintError> {
        do throws(BlueprintError) {
            let registry = try registry(adding: sources)
            for source in sources { try registry.checkGraphs(of: source.name) }
            return .success(registry)
        } catch {
            return .failure(error)
        }
    }
}
