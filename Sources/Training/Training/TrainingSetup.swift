package import FrankenBlueprint
package import FrankenCodec
package import FrankenCrypto
package import FrankenData
internal import FrankenFiles
internal import FrankenGraph
package import FrankenInference
package import FrankenRecipes
internal import FrankenRuntime
package import FrankenTorch
internal import FrankenWeights

/// All that a training is made of, checked to fit together.
package struct TrainingSetup: Sendable {
    /// What is done.
    package let recipe: Recipe
    /// The digest of the recipe, which checkpoints carry.
    package let recipeDigest: Digest
    /// The backbone whose features are imitated.
    package let backbone: Backbone
    /// Where it is split.
    package let splitPoint: SplitPoint
    /// What the decoder is expanded from.
    package let decoder: DecoderBlueprint
    /// What is trained on.
    package let data: DataSet
    /// What progress is measured on: samples of the training data that are not trained on.
    package let heldOut: DataSet
    /// What the result is measured on; nil for ``heldOut``.
    package let evaluation: DataSet?
    /// The backbone up to the split point.
    package let teacher: FrozenNetwork
    /// The backbone behind it.
    let tail: Model
    /// The encoder that must stay as it is, when a decoder is trained.
    package let encoder: EncoderPackage?
    /// Threads of one operation.
    package let threads: Int
    /// What the images for evaluation are called.
    package var evaluationName = "held-out"
    /// Where maps of the images are kept; nil for a folder of the training.
    package var saliencyFolder: String?
    /// Where the backbone's weights come from; nil where nobody has said it.
    package var origin: BackboneOrigin?
    /// What is known of the encoder that stays as it is.
    package var encoderOrigin: EncoderOrigin?
    /// The SPDX identifier of the licence that the user gives what is trained here; nil for the
    /// backbone's, where that is known.
    package var license: String?
    /// What the training data are called.
    package var dataName = "images"
    /// The processes that share each batch; nil when this one is alone.
    package var group: ProcessGroup?

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
    /// - Throws: ``TrainingError`` when the parts do not fit, `TaxonomyError` or `BlueprintError` for
    ///   names that nobody declares.
    package init(
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
            throw TrainingError(
                .inconsistent,
                "Expected weights of \(recipe.teacher.backbone), as the recipe says, found \(name)."
            )
        }
        splitPoint = try backbone.blueprint.splitPoint(named: recipe.teacher.splitPoint)
        decoder = try registry.decoder(for: name, named: recipe.decoder)
        guard decoder.splitPoint == splitPoint else {
            throw TrainingError(
                .inconsistent,
                "Expected a decoder for '\(splitPoint.name)', found that '\(decoder.name)' is for "
                    + "'\(decoder.splitPoint.name)'. Change the recipe."
            )
        }
        guard (recipe.purpose == .decoder) == (encoder != nil) else {
            throw TrainingError(
                .inconsistent,
                encoder == nil
                    ? "A recipe for a decoder needs an encoder. Use `zoo finetune-decoder`."
                    : "A recipe for a codec makes its own encoder. Use `zoo train codec`."
            )
        }
        for stage in recipe.stages {
            _ = try stage.optimizer.trainingRule()
            _ = try stage.objective.lambda(pixels: stage.augmentation.side)
            guard stage.objective.features != nil || stage.objective.usesTail else {
                throw TrainingError(
                    .unsupported,
                    "The stage '\(stage.name)' has nothing to learn from: give 'features', "
                        + "'crossEntropy' or 'distillation' a positive weight."
                )
            }
            if stage.objective.crossEntropy ?? 0 > 0 {
                try Self.checkClasses(data.classes.names.count, backbone)
            }
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
    /// The licences of the result's parts.
    package var terms: ResultTerms {
        ResultTerms(
            stated: license,
            origin: origin,
            encoder: encoder == nil ? nil : encoderOrigin ?? EncoderOrigin()
        )
    }

    /// What a stage asks of the backbone behind the split point; nil for nothing.
    ///
    /// Factors are relative to that of the features at the split point, where they count.
    func tailObjectives(_ stage: Recipe.Stage) throws -> TailObjectives? {
        let objective = stage.objective
        guard objective.usesTail else { return nil }
        let scale = try objective.scale()
        let divergence = objective.distillation.flatMap { distillation in
            distillation.weight > 0
                ? TailObjectives.Divergence(
                    weight: distillation.weight * scale,
                    temperature: distillation.temperature
                ) : nil
        }
        return try TailObjectives(
            tail: tail,
            layers: (objective.features?.deeper ?? []).map { layer in
                TailObjectives.Layer(
                    value: try backbone.blueprint.splitPoint(named: layer.splitPoint).value,
                    weight: layer.weight * scale
                )
            },
            crossEntropy: (objective.crossEntropy ?? 0) * scale,
            divergence: divergence,
            arithmetic: recipe.precision.arithmetic,
            on: teacher.device
        )
    }

    /// Labels must be the backbone's classes, or cross-entropy teaches nonsense.
    private static func checkClasses(_ count: Int, _ backbone: Backbone) throws(TrainingError) {
        guard count == backbone.classCount else {
            throw TrainingError(
                .inconsistent,
                "Cross-entropy needs images of the \(backbone.classCount) classes that "
                    + "\(backbone.blueprint.name) tells apart, found \(count). Name their folders "
                    + "as the labels do, or use a recipe without 'crossEntropy'."
            )
        }
    }
}

extension Precision {
    /// This format, or single precision where the processor has no other.
    var supported: Precision { isSupported ? self : .float32 }
}

extension TrainingSetup: Trainable {
    func course() throws -> TrainingCourse {
        TrainingCourse(
            recipe: recipeDigest,
            stages: try recipe.stages.map { stage in
                .init(
                    batch: stage.batch,
                    plan: try plan(
                        batch: stage.batch,
                        seed: recipe.seeds.data,
                        augmentation: stage.augmentation,
                        normalization: backbone.preprocessing
                    ),
                    stepCount: { stage.stepCount(stepsPerEpoch: $0) }
                )
            },
            data: data,
            leftOut: leftOut(of: data, evaluation),
            isContinuous: false,
            checkpointInterval: recipe.checkpointInterval,
            evaluationInterval: recipe.evaluation.interval,
            targetTop1: recipe.evaluation.targetTop1,
            liveChannels: recipe.evaluation.liveChannels,
            group: group
        )
    }

    func initialWeights(_ path: String, folder: String) throws -> TensorStore {
        let store = try TensorStore.open(path: TrainingFiles.weightsFile(in: path))
        // The card names it, also when the training is gone on from later.
        if let recipe = try? Recipe(path: "\(path)/\(TrainingOutput.recipeFile)") {
            try AtomicFile.write(
                recipe.bytes(),
                to: "\(folder)/\(TrainingFiles.initialRecipe)"
            )
        }
        return store
    }

    func trainee(stage: Int, from start: TraineeStart) throws -> any Trainee {
        switch recipe.purpose {
        case .codec: try CodecTrainee(self, stage: recipe.stages[stage], from: start)
        case .decoder: try DecoderTrainee(self, stage: recipe.stages[stage], from: start)
        }
    }
}
