internal import FrankenBlueprint
internal import FrankenBytes
internal import FrankenCrypto
internal import FrankenData
internal import FrankenEvaluation
internal import FrankenFiles
internal import FrankenInference
internal import FrankenRecipes
internal import FrankenWeights

/// What the training of a classifier leaves behind.
struct BackboneOutput {
    static let labelsFile = "labels.tsv"
    static let recipeFile = "recipe.json"
    private static let lossFile = "curves.svg"
    private static let accuracyFile = "accuracy.svg"

    let setup: BackboneSetup
    let folder: String

    /// Writes weights, labels, recipe, figures and curves; the path of the weights.
    func write(_ weights: TensorStore, step: Int, figures: [BackboneFigures]) throws -> String {
        let name = setup.blueprint.name
        let path = "\(folder)/\(name).safetensors"
        try SafetensorsWriter().write(weights, to: path)
        try AtomicFile.write(Array(labels.text.utf8), to: "\(folder)/\(Self.labelsFile)")
        try AtomicFile.write(setup.recipe.bytes(), to: "\(folder)/\(Self.recipeFile)")
        let note = BackboneNote(
            backbone: name,
            recipe: setup.recipe.name,
            recipeDigest: "\(setup.recipeDigest)",
            step: step,
            figures: figures,
            license: setup.license,
            trainedOn: setup.data.count,
            heldOut: setup.heldOut.count,
            begunWith: try? BackboneRecipe(path: "\(folder)/\(TrainingFiles.initialRecipe)").name
        )
        try AtomicFile.write(
            StableJSONEncoder(.pretty).encode(note),
            to: "\(folder)/\(BackboneNote.fileName)"
        )
        try draw()
        return path
    }

    /// The names of the classes; those of ImageNet's WordNet identifiers are known.
    private var labels: ClassLabels {
        ClassLabels(
            setup.data.classes.names.map { id in
                let known = ClassLabels.imagenet.index(of: id).map {
                    ClassLabels.imagenet.labels[$0]
                }
                return known?.id == id ? known ?? .init(id: id, name: id) : .init(id: id, name: id)
            }
        )
    }

    private func draw() throws {
        let records = try TrainingLog.records(of: "\(folder)/log.jsonl")
        let loss = LearningCurves.plot(
            ["loss"],
            of: records,
            title: setup.recipe.name,
            unit: "cross-entropy per image"
        )
        try AtomicFile.write(Array(loss.svg().utf8), to: "\(folder)/\(Self.lossFile)")
        let accuracy = LearningCurves.plot(
            ["top1"],
            of: records,
            event: .evaluation,
            title: "\(setup.recipe.name): whole images",
            unit: "share"
        )
        try AtomicFile.write(Array(accuracy.svg().utf8), to: "\(folder)/\(Self.accuracyFile)")
    }
}
