public import FrankenTaxonomy

/// A blueprint file that was read and checked: relatives of one family.
public struct Blueprint: Sendable {
    /// The file's name.
    public let file: String
    /// The family with the branches and relatives of this file.
    public let family: Family
    /// The relatives, in the file's order.
    public let backbones: [BackboneBlueprint]

    let reader: BlueprintReader
    /// Where each backbone is declared, index for index.
    let paths: [DeclarationPath]

    /// Reads a file for one of the given families.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - families: The family code there is.
    /// - Throws: ``BlueprintError`` with file, line and column.
    public init(
        _ source: BlueprintSource,
        families: [any BackboneFamily]
    ) throws(BlueprintError) {
        let reader = try BlueprintReader(source)
        let header = try reader.decode(BlueprintHeader.self)
        guard header.format == BlueprintHeader.format, header.version == BlueprintHeader.version
        else {
            throw reader.error(
                .unsupportedFormat,
                at: ["version"],
                "this build reads \(BlueprintHeader.format) version \(BlueprintHeader.version), "
                    + "found \(header.format.prefix(40).debugDescription) version "
                    + "\(header.version). A newer build may read it."
            )
        }
        guard let family = families.first(where: { $0.name == header.builder.name }) else {
            let known = families.map(\.name).sorted().joined(separator: ", ")
            throw reader.error(
                .unknownFamily,
                at: ["builder", "name"],
                "no family is called \(header.builder.name.prefix(40).debugDescription); this "
                    + "build knows \(known.isEmpty ? "none" : known). A plugin may bring others."
            )
        }
        guard family.layoutVersion == header.builder.layout else {
            throw reader.error(
                .layoutMismatch,
                at: ["builder", "layout"],
                "the file is for \(family.name)@\(header.builder.layout.description), this build "
                    + "has \(family.identity). Use the file that came with this build."
            )
        }
        try self.init(source, reader: reader, family: family)
    }

    private init<F: BackboneFamily>(
        _ source: BlueprintSource,
        reader: BlueprintReader,
        family: F
    ) throws(BlueprintError) {
        let file = try reader.decode(BlueprintFile<F.Sizes>.self)
        try Self.checkShared(file, reader: reader)
        var branches: [Family.Branch] = []
        var backbones: [BackboneBlueprint] = []
        var paths: [DeclarationPath] = []
        for (branchIndex, branch) in file.branches.enumerated() {
            var relatives: [Relative] = []
            for (index, record) in branch.relatives.enumerated() {
                let path: DeclarationPath = [
                    "branches", .index(branchIndex), "relatives", .index(index),
                ]
                let backbone = try Self.backbone(
                    record,
                    in: file,
                    family: family,
                    reader: reader,
                    path: path
                )
                relatives.append(backbone.relative)
                backbones.append(backbone)
                paths.append(path)
            }
            branches.append(
                Family.Branch(
                    id: branch.id,
                    displayName: branch.displayName,
                    paper: branch.paper,
                    relatives: relatives
                )
            )
        }
        self.file = source.name
        self.reader = reader
        self.backbones = backbones
        self.paths = paths
        self.family = Family(
            id: file.family.id,
            displayName: file.family.displayName,
            archetype: file.family.archetype,
            paper: file.family.paper,
            branches: branches
        )
        try checkNames()
    }

    /// Builds every relative's graph and compares it with what the file declares.
    ///
    /// Names, sizes and references were checked when the file was read; this finds split points
    /// and figures that the graphs contradict. Meant for tests and for files from elsewhere.
    ///
    /// - Throws: ``BlueprintError`` with file, line and column.
    public func checkGraphs() throws(BlueprintError) {
        for (backbone, path) in zip(backbones, paths) {
            do throws(BlueprintProblem) {
                try backbone.checkGraph()
            } catch {
                throw reader.error(error.code, at: path + error.path, error.message)
            }
        }
    }
}
