package import FrankenBlueprint
internal import FrankenBundle
internal import FrankenCodec
internal import FrankenFiles
internal import FrankenGraph
package import FrankenInference
package import FrankenRecipes
internal import FrankenWeights

/// Levels of a codec of several rates as codecs of one rate, to be measured and used.
///
/// The training may be going on: the newest checkpoint is read.
package struct LevelExport {
    private let parts: CodecParts
    private let recipe: Recipe
    private let backbone: Backbone
    private let tail: Model

    /// Reads what was trained.
    ///
    /// - Parameters:
    ///   - folder: A result, the folder of a training, or a checkpoint.
    ///   - recipe: What it was trained by.
    ///   - backbone: The backbone that it names, with weights.
    ///   - registry: Where its decoder is declared.
    /// - Throws: ``TrainingError`` with code `.inconsistent` when there is nothing, or a codec of one
    ///   rate; `TaxonomyError` or `BlueprintError` for names that nobody declares.
    package init(
        folder: String,
        recipe: Recipe,
        backbone: Backbone,
        registry: BlueprintRegistry
    ) throws {
        let name = backbone.blueprint.name
        guard recipe.purpose == .codec,
            try registry.backbone(named: recipe.teacher.backbone).name == name
        else {
            throw TrainingError(
                .inconsistent,
                "Expected a recipe for a codec of \(name), found '\(recipe.name)' for a "
                    + "\(recipe.purpose.rawValue) of \(recipe.teacher.backbone)."
            )
        }
        parts = try CodecParts(
            TensorStore.open(path: TrainingFiles.weightsFile(in: folder)),
            recipe: recipe,
            decoder: registry.decoder(for: name, named: recipe.decoder)
        )
        guard parts.levels != nil else {
            throw TrainingError(
                .inconsistent,
                "Expected a codec of several levels in '\(folder)', found one of one rate. Its "
                    + "result needs no export."
            )
        }
        let split = try backbone.blueprint.splitPoint(named: recipe.teacher.splitPoint)
        tail = try backbone.model.cut(at: [split.value]).tail
        (self.recipe, self.backbone) = (recipe, backbone)
    }

    /// How many levels there are.
    package var levelCount: Int { parts.levels?.count ?? 0 }

    /// Writes a level as a training of one rate would have written it.
    ///
    /// - Parameters:
    ///   - level: 0 for the coarsest; between levels gains are interpolated.
    ///   - folder: Where to; made when it is not there.
    /// - Throws: ``TrainingError`` with code `.invalidOption` for a level that is not there, or the
    ///   errors of files.
    package func write(level: Double, to folder: String) throws {
        let product = try parts.at(level: level).product(
            name: recipe.name,
            backbone: backbone,
            tail: tail
        )
        try Folder.make(folder, mode: 0o755)
        try product.codec.write(to: folder, labels: backbone.labels)
        // The terms of the training's result are those of its levels; none are known here.
        let pack = try PackDescription(
            name: BundleName(backbone.blueprint.name),
            version: BundleVersion(major: 1, minor: 0, patch: 0),
            summary: "\(recipe.summary) Level \(level) of 0 to \(levelCount - 1).",
            training: .trained,
            lineage: BundleLineage(recipeDigest: recipe.digest(), tool: "zoo-train"),
            licenses: [BundleLicense(component: "all", spdx: ResultTerms.none)]
        )
        try AtomicFile.write(pack.bytes(), to: "\(folder)/\(PackDescription.fileName)")
    }
}
