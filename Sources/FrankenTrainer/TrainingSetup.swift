public import FrankenBlueprint
public import FrankenBundle
public import FrankenCodec
public import FrankenCrypto
public import FrankenData
internal import FrankenGraph
public import FrankenPipeline
public import FrankenRecipes
public import FrankenRuntime
public import FrankenTraining

/// All that a training is made of, checked to fit together.
public struct TrainingSetup: Sendable {
    /// What is done.
    public let recipe: Recipe
    /// The digest of the recipe, which checkpoints carry.
    public let recipeDigest: Digest
    /// The backbone whose features are imitated.
    public let backbone: Backbone
    /// Where it is split.
    public let splitPoint: SplitPoint
    /// What the decoder is expanded from.
    public let decoder: DecoderBlueprint
    /// What is trained on.
    public let data: DataSet
    /// What progress is measured on: samples of the training data that are not trained on.
    public let heldOut: DataSet
    /// What the result is measured on; nil for ``heldOut``.
    public let evaluation: DataSet?
    /// The backbone up to the split point.
    public let teacher: FrozenNetwork
    /// The backbone behind it.
    let tail: Model
    /// The encoder that must stay as it is, when a decoder is trained.
    public let encoder: EncoderPackage?
    /// Threads of one operation.
    public let threads: Int
    /// What the images for evaluation are called.
    public var evaluationName = "held-out"
    /// Where maps of the images are kept; nil for a folder of the training.
    public var saliencyFolder: String?
    /// Where the backbone's weights come from, for bundles that may not carry them.
    public var upstream: UpstreamWeights?
    /// The processes that share each batch; nil when this one is alone.
    public var group: ProcessGroup?

    /// Puts a training together.
    ///
    /// - Parameters:
    ///   - recipe: What is done.
    ///   - backbone: The backbone that it names, with weights.
    ///   - registry: Where its decoder is declared.
    ///   - data: Samples; as many as the recipe evaluates are held out, the others trained on.
    ///   - evaluation: What the result is measured on, and nothing is ever chosen by.
    ///   - encoder: The encoder to train a decoder for.
    ///   - device: Where to train.
    ///   - threads: Threads of one operation.
    /// - Throws: ``TrainerError`` when the parts do not fit, `TaxonomyError` or `BlueprintError` for
    ///   names that nobody declares.
    public init(
        recipe: Recipe,
        backbone: Backbone,
        registry: BlueprintRegistry,
        data: DataSet,
        evaluation: DataSet?,
        encoder: EncoderPackage? = nil,
        device: Device = .cpu,
        threads: Int = PlanOptions.availableThreads
    ) throws {
        self.recipe = recipe
        self.backbone = backbone
        let heldOutCount = min(recipe.evaluation.images, data.count / 2)
        (self.data, heldOut) = try data.holdingOut(heldOutCount, seed: recipe.seeds.data)
        self.evaluation = evaluation
        self.encoder = encoder
        self.threads = threads
        recipeDigest = try recipe.digest()
        let name = backbone.blueprint.name
        guard try registry.backbone(named: recipe.teacher.backbone).name == name else {
            throw TrainerError(
                .inconsistent,
                "Expected weights of \(recipe.teacher.backbone), as the recipe says, found \(name)."
            )
        }
        splitPoint = try backbone.blueprint.splitPoint(named: recipe.teacher.splitPoint)
        decoder = try registry.decoder(for: name, recipe: recipe.decoder)
        guard decoder.splitPoint == splitPoint else {
            throw TrainerError(
                .inconsistent,
                "Expected a decoder for '\(splitPoint.name)', found that '\(decoder.name)' is for "
                    + "'\(decoder.splitPoint.name)'. Change the recipe."
            )
        }
        guard (recipe.purpose == .decoder) == (encoder != nil) else {
            throw TrainerError(
                .inconsistent,
                encoder == nil
                    ? "A recipe for a decoder needs an encoder. Use `zoo finetune-decoder`."
                    : "A recipe for a codec makes its own encoder. Use `zoo train codec`."
            )
        }
        for stage in recipe.stages {
            _ = try stage.optimizer.trainingRule()
            _ = try stage.objective.lambda(pixels: stage.augmentation.side)
        }
        let (head, tail) = try backbone.model.cut(at: [splitPoint.value])
        self.tail = tail
        teacher = try FrozenNetwork(
            head,
            precision: device.isCPU ? recipe.precision.plan.supported : recipe.precision.plan,
            threads: threads,
            on: device
        )
    }
}

extension TrainingSetup {
    /// The layers behind the split point that a stage compares; nil for none.
    ///
    /// Their factors are relative to that of the first layer.
    func deeper(_ stage: Recipe.Stage) throws -> DeeperDistillation? {
        guard let features = stage.objective.features, !features.deeper.isEmpty else { return nil }
        return try DeeperDistillation(
            tail: tail,
            layers: features.deeper.map { layer in
                DeeperDistillation.Layer(
                    value: try backbone.blueprint.splitPoint(named: layer.splitPoint).value,
                    weight: layer.weight / features.weight
                )
            },
            arithmetic: recipe.precision.arithmetic,
            on: teacher.device
        )
    }
}

extension Precision {
    /// This format, or single precision where the processor has no other.
    var supported: Precision { isSupported ? self : .float32 }
}
