package import FrankenBlueprint
package import FrankenCrypto
package import FrankenData
internal import FrankenFiles
internal import FrankenGraph
internal import FrankenImage
package import FrankenInference
package import FrankenRecipes
internal import FrankenRuntime
package import FrankenTorch
internal import FrankenWeights

/// All that the training of a classifier is made of, checked to fit together.
package struct BackboneSetup: Sendable {
    /// What is done.
    package let recipe: BackboneRecipe
    /// The digest of the recipe, which checkpoints carry.
    package let recipeDigest: Digest
    /// The relative that is trained.
    package let blueprint: BackboneBlueprint
    /// What is trained on.
    package let data: DataSet
    /// What progress is measured on: images that are not trained on.
    package let heldOut: DataSet
    /// What the result is measured on; nil for ``heldOut``.
    package let evaluation: DataSet?
    /// Where to train.
    package let device: Device
    /// Threads of one operation.
    package let threads: Int
    /// Whose opinion counts beside labels; nil for none.
    let teacher: Teacher?
    /// What the images for evaluation are called.
    package var evaluationName = "held-out"
    /// The SPDX identifier of the licence that the user gives the result; nil for none.
    package var license: String?
    /// The processes that share each batch; nil when this one is alone.
    package var group: ProcessGroup?

    /// A larger classifier that is imitated.
    struct Teacher: Sendable {
        let backbone: Backbone
        /// Which of its classes each of the images' classes is.
        let classes: [Int]
    }

    /// Puts a training together.
    ///
    /// - Parameters:
    ///   - recipe: What is done.
    ///   - registry: Where its backbone is declared.
    ///   - data: Labelled images; as many as the recipe says are held out, the others trained on.
    ///   - evaluation: What the result is measured on, and nothing is ever chosen by.
    ///   - teacher: The classifier to imitate, with weights, where the recipe names one.
    ///   - device: Where to train.
    ///   - threads: Threads of one operation.
    /// - Throws: ``TrainingError`` with code `.inconsistent` when recipe and images do not fit,
    ///   `.unsupported` for a recipe that this build cannot follow; errors of the names.
    package init(
        recipe: BackboneRecipe,
        registry: BlueprintRegistry,
        data: DataSet,
        evaluation: DataSet?,
        teacher: Backbone? = nil,
        device: Device = .cpu,
        threads: Int = PlanOptions.availableThreads
    ) throws {
        self.recipe = recipe
        self.evaluation = evaluation
        self.device = device
        self.threads = threads
        recipeDigest = try recipe.digest()
        blueprint = try registry.backbone(named: recipe.backbone)
        try Self.check(data.classes, recipe, "images to train on")
        if let evaluation {
            try Self.check(evaluation.classes, recipe, "images for evaluation")
            guard evaluation.classes.names == data.classes.names else {
                throw TrainingError(
                    .inconsistent,
                    "The images for evaluation have other classes than those to train on: "
                        + "\(Self.list(evaluation.classes)) and \(Self.list(data.classes))."
                )
            }
        }
        _ = try recipe.optimizer.trainingRule()
        self.teacher = try Self.teacher(teacher, recipe, data.classes, blueprint)
        let heldOutCount = min(recipe.evaluation.images, data.count / 2)
        (self.data, heldOut) = try data.holdingOut(heldOutCount, seed: recipe.seeds.data)
    }

    private static func teacher(
        _ backbone: Backbone?,
        _ recipe: BackboneRecipe,
        _ classes: ClassList,
        _ student: BackboneBlueprint
    ) throws -> Teacher? {
        guard let wish = recipe.distillation else {
            guard backbone == nil else {
                throw TrainingError(
                    .inconsistent,
                    "'\(recipe.name)' has no 'distillation'; leave --teacher out or add it."
                )
            }
            return nil
        }
        guard let backbone, backbone.blueprint.name == wish.teacher else {
            throw TrainingError(
                .inconsistent,
                "'\(recipe.name)' imitates \(wish.teacher), found "
                    + "\(backbone?.blueprint.name ?? "no teacher"). Pass its weights as --teacher."
            )
        }
        let (its, own) = (backbone.blueprint.preprocessing, student.preprocessing)
        guard its.mean == own.mean, its.standardDeviation == own.standardDeviation else {
            throw TrainingError(
                .inconsistent,
                "\(wish.teacher) sees other pixels than \(student.name): mean \(its.mean) and "
                    + "\(own.mean). Choose a teacher with the same normalization."
            )
        }
        let known = backbone.labels?.labels.map(\.id) ?? []
        let indices = try classes.names.map { name in
            guard let index = known.firstIndex(of: name) else {
                throw TrainingError(
                    .inconsistent,
                    "Expected classes that \(wish.teacher) knows, found '\(name.prefix(80))'. "
                        + "Name the folders as its labels, or leave 'distillation' out."
                )
            }
            return index
        }
        return Teacher(backbone: backbone, classes: indices)
    }

    /// A network that only runs forward, in the training's number format.
    func frozen(_ model: Model) throws -> FrozenNetwork {
        let format = recipe.precision.plan
        return try FrozenNetwork(
            model,
            precision: device.isCPU ? format.supported : format,
            threads: threads,
            on: device
        )
    }

    private static func check(
        _ classes: ClassList,
        _ recipe: BackboneRecipe,
        _ what: String
    ) throws(TrainingError) {
        guard classes.names.count == recipe.classes else {
            throw TrainingError(
                .inconsistent,
                "Expected \(what) of \(recipe.classes) classes, as '\(recipe.name)' says, found "
                    + "\(classes.names.count) (\(list(classes))). Change 'classes' or the data."
            )
        }
    }

    private static func list(_ classes: ClassList) -> String {
        let names = classes.names.prefix(4).joined(separator: ", ")
        return String((names + (classes.names.count > 4 ? ", ..." : "")).prefix(200))
    }
}

extension BackboneSetup: Trainable {
    func course() throws -> TrainingCourse {
        TrainingCourse(
            recipe: recipeDigest,
            stages: try recipe.stages.map { stage in
                .init(
                    batch: recipe.batch,
                    plan: try plan(
                        batch: recipe.batch,
                        seed: recipe.seeds.data,
                        augmentation: stage.augmentation,
                        normalization: blueprint.preprocessing
                    ),
                    stepCount: { _ in stage.steps }
                )
            },
            data: data,
            leftOut: leftOut(of: data, evaluation),
            isContinuous: true,
            checkpointInterval: recipe.checkpointInterval,
            evaluationInterval: recipe.evaluation.interval,
            targetTop1: nil,
            liveChannels: nil,
            group: group
        )
    }

    func initialWeights(_ path: String, folder: String) throws -> TensorStore {
        let store = try TensorStore.open(path: path)
        // The note names the recipe that made them, where it is known.
        if let source = try? BackboneFolder.named(path) {
            try AtomicFile.write(
                source.recipe.bytes(),
                to: "\(folder)/\(TrainingFiles.initialRecipe)"
            )
        }
        return store
    }

    func trainee(stage: Int, from start: TraineeStart) throws -> any Trainee {
        try ClassifierTrainee(self, from: start)
    }
}
