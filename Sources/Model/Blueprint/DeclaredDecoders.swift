import FrankenGraph
import FrankenTaxonomy

/// A decoder file that was read and checked: decoders for backbones of other files.
public struct DeclaredDecoders: Sendable {
    /// The file's name.
    public let file: String
    /// The code and parameter layout the file is for, for example `resnet-decoder@1`.
    public let builder: String
    /// One decoder per declaration and backbone, in the file's order.
    public let decoders: [DecoderBlueprint]

    let reader: BlueprintReader
    /// Where each decoder is declared, and where in that its backbone is named, index for index.
    let paths: [(declaration: DeclarationPath, backbone: DeclarationPath)]

    /// Reads a file whose header was read.
    ///
    /// - Parameters:
    ///   - document: The file and its header.
    ///   - families: The decoder code there is.
    ///   - backbone: The backbone that answers to a name.
    /// - Throws: ``BlueprintError`` with file, line and column.
    init(
        _ document: BlueprintDocument,
        families: [any DecoderFamily],
        backbone: (String) throws(TaxonomyError) -> BackboneBlueprint
    ) throws(BlueprintError) {
        let builder = document.header.builder
        guard let family = families.first(where: { $0.name == builder.name }) else {
            throw document.unknownBuilder(among: families.map(\.name))
        }
        guard family.layoutVersion == builder.layout else {
            throw document.wrongLayout(has: family.identity)
        }
        try self.init(document, family: family, backbone: backbone)
    }

    private init<F: DecoderFamily>(
        _ document: BlueprintDocument,
        family: F,
        backbone find: (String) throws(TaxonomyError) -> BackboneBlueprint
    ) throws(BlueprintError) {
        let reader = document.reader
        let file = try reader.decode(DecoderFile<F.Sizes>.self)
        var decoders: [DecoderBlueprint] = []
        var paths: [(declaration: DeclarationPath, backbone: DeclarationPath)] = []
        for (index, record) in file.decoders.enumerated() {
            let path: DeclarationPath = ["recipes", .index(index)]
            do throws(DeclarationError) {
                try Self.checkShared(record)
            } catch {
                throw reader.error(error, at: path)
            }
            for (position, name) in record.backbones.enumerated() {
                let place = path + ["backbones", .index(position)]
                let backbone: BackboneBlueprint
                do throws(TaxonomyError) {
                    backbone = try find(name)
                } catch {
                    throw reader.error(.unknownReference, at: place, error.description)
                }
                decoders.append(
                    try Self.decoder(record, of: backbone, family: family, reader, path)
                )
                paths.append((path, place))
            }
        }
        self.file = document.name
        builder = family.identity
        self.reader = reader
        self.decoders = decoders
        self.paths = paths
    }

    private static func checkShared<Sizes>(
        _ record: DecoderFile<Sizes>.DecoderRecord
    ) throws(DeclarationError) {
        do throws(TaxonomyError) {
            try Taxonomy.check(
                identifier: record.name,
                displayName: record.displayName,
                kind: "decoder"
            )
        } catch {
            throw DeclarationError(at: ["name"], error.message)
        }
        guard BlueprintLimits.decoderBackbones.contains(record.backbones.count) else {
            throw DeclarationError(
                at: ["backbones"],
                "must name 1 to \(BlueprintLimits.decoderBackbones.upperBound) backbones, found "
                    + "\(record.backbones.count)."
            )
        }
        try DeclarationError.check(
            record.latentChannels ?? LatentFormat.published.channels,
            in: BlueprintLimits.latentChannels,
            at: ["latentChannels"]
        )
        try DeclarationError.check(
            record.latentReduction ?? LatentFormat.published.reduction,
            in: BlueprintLimits.reduction,
            at: ["latentReduction"]
        )
    }

    private static func decoder<F: DecoderFamily>(
        _ record: DecoderFile<F.Sizes>.DecoderRecord,
        of backbone: BackboneBlueprint,
        family: F,
        _ reader: BlueprintReader,
        _ path: DeclarationPath
    ) throws(BlueprintError) -> DecoderBlueprint {
        let target: SplitPoint
        do throws(BlueprintError) {
            target = try backbone.splitPoint(named: record.splitPoint)
        } catch {
            throw reader.error(error.code, at: path + ["splitPoint"], error.message)
        }
        let latent = LatentFormat(
            channels: record.latentChannels ?? LatentFormat.published.channels,
            reduction: record.latentReduction ?? LatentFormat.published.reduction
        )
        do throws(DeclarationError) {
            try family.check(record.sizes, latent: latent, target: target)
        } catch {
            let complaint = DeclarationError(
                at: error.path,
                "\(error.reason) (for \(backbone.name))"
            )
            throw reader.error(complaint, at: path)
        }
        let (name, sizes) = ("\(backbone.name).decoder", record.sizes)
        return DecoderBlueprint(
            name: record.name,
            displayName: record.displayName,
            familyIdentity: family.identity,
            backbone: backbone.name,
            splitPoint: target,
            latent: latent
        ) { latent throws(GraphError) in
            try family.graph(named: name, sizes: sizes, latent: latent, target: target)
        }
    }

    /// Builds every decoder and compares it with its backbone's split point.
    ///
    /// - Throws: ``BlueprintError`` with file, line and column.
    func checkGraphs(
        backbone: (String) throws(TaxonomyError) -> BackboneBlueprint
    ) throws(BlueprintError) {
        for (decoder, path) in zip(decoders, paths) {
            guard let backbone = try? backbone(decoder.backbone) else { continue }
            do throws(BlueprintProblem) {
                try decoder.checkGraph(with: backbone)
            } catch {
                throw reader.error(error.code, at: path.declaration + error.path, error.message)
            }
        }
    }
}
