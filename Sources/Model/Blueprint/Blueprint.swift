public import FrankenTaxonomy

/// A blueprint file that was read and checked: relatives of one family.
public struct Blueprint: Sendable {
    /// The file's name.
    public let file: String
    /// The code and parameter layout the file is for, for example `resnet@1`.
    public let builder: String
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
        try self.init(BlueprintDocument(source), families: families)
    }

    /// Reads a file whose header was read.
    init(
        _ document: BlueprintDocument,
        families: [any BackboneFamily]
    ) throws(BlueprintError) {
        guard document.kind == .backbones else {
            throw document.reader.error(
                .unsupportedFormat,
                at: ["format"],
                "declares decoders, no backbones; hand it to a registry."
            )
        }
        let builder = document.header.builder
        guard let family = families.first(where: { $0.name == builder.name }) else {
            throw document.unknownBuilder(among: families.map(\.name))
        }
        guard family.layoutVersion == builder.layout else {
            throw document.wrongLayout(has: family.identity)
        }
        try self.init(document, family: family)
    }

    private init<F: BackboneFamily>(
        _ document: BlueprintDocument,
        family: F
    ) throws(BlueprintError) {
        let reader = document.reader
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
        self.file = document.name
        builder = family.identity
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
