package import FrankenBlueprint
internal import FrankenCodec
internal import FrankenData
internal import FrankenEvaluation
internal import FrankenFiles
internal import FrankenInference
package import FrankenRecipes
internal import FrankenRuntime
internal import FrankenWeights

/// Measures how many iterations decoders need for encoders that were trained with other backbones.
///
/// A run is a training of the ``Trainer`` that is halted at each step of the plan, measured on the
/// images for evaluation through real bitstreams in single precision, and gone on with, which
/// changes nothing, bit for bit. What was measured is written at once.
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952, figure 16.
package struct RecoveryExperiment: Sendable {
    /// Chooses the images that are measured with.
    private static let evaluationSeed: UInt64 = 0

    /// What is done.
    package let plan: ExperimentPlan
    /// Where the parts lie, and where results go.
    package let options: RecoveryOptions
    private let registry: BlueprintRegistry

    /// An experiment; nothing is read yet.
    package init(
        _ plan: ExperimentPlan,
        registry: BlueprintRegistry,
        options: RecoveryOptions
    ) {
        self.plan = plan
        self.registry = registry
        self.options = options
    }

    /// Does all runs that are not done yet.
    ///
    /// - Parameters:
    ///   - isStopped: Asked after each step; what was trained is saved and the experiment ends.
    ///   - report: Is told what happens.
    /// - Returns: What was measured, and whether that is everything.
    /// - Throws: ``TrainingError``, `RecipeError` or the errors of data, weights and files.
    package func run(
        isStopped: () -> Bool,
        report: (RecoveryEvent) -> Void
    ) async throws -> (report: RecoveryReport, isComplete: Bool) {
        let files = RecoveryFiles(folder: options.folder)
        var result = try files.report(plan, evaluation: options.evaluationName)
        result.codecIterations = try iterations()
        let runs = plan.runs
        for (index, run) in runs.enumerated() {
            let missing = plan.steps.filter { result.point(of: run, after: $0) == nil }
            guard !missing.isEmpty else { continue }
            report(.run(run, number: index + 1, count: runs.count))
            let setup = try setup(of: run)
            if result.uncompressed[run.backbone.name] == nil {
                guard let top1 = try await uncompressed(setup, isStopped, report) else {
                    return (result, false)
                }
                result.uncompressed[run.backbone.name] = top1
            }
            for step in missing {
                let trained = try await train(setup, run, to: step, files, isStopped, report)
                guard let point = trained else {
                    try files.write(result, plan)
                    return (result, false)
                }
                result.points.append(point)
                try files.write(result, plan)
                report(.point(point))
            }
        }
        try files.write(result, plan)
        return (result, true)
    }

    /// Trains a run up to a step, and measures it; nil when it was interrupted.
    private func train(
        _ setup: TrainingSetup,
        _ run: ExperimentPlan.Run,
        to step: Int,
        _ files: RecoveryFiles,
        _ isStopped: () -> Bool,
        _ report: (RecoveryEvent) -> Void
    ) async throws -> RecoveryPoint? {
        let trainer = Trainer(
            setup,
            options: TrainerOptions(
                folder: files.training(of: run),
                isResumed: true,
                stepLimit: step,
                initialWeights: run.start.from.map(path)
            )
        )
        let result = try await trainer.run(isStopped: isStopped) { report(.training($0)) }
        guard result.end != .interrupted, let figures = result.figures else { return nil }
        guard result.step == step else {
            throw TrainingError(
                .inconsistent,
                "Expected '\(files.training(of: run))' at step \(step), found it at "
                    + "\(result.step). Remove that folder, or name another output."
            )
        }
        return RecoveryPoint(
            run,
            iteration: step,
            imagesSeen: step * (setup.recipe.stages.first?.batch ?? 0),
            top1: figures.top1,
            top5: figures.top5,
            meanBytes: figures.meanBytes,
            n: figures.count
        )
    }

    /// The backbone's top-1 share on the same images without a codec; nil when interrupted.
    private func uncompressed(
        _ setup: TrainingSetup,
        _ isStopped: () -> Bool,
        _ report: (RecoveryEvent) -> Void
    ) async throws -> Double? {
        guard let images = setup.evaluation else { return nil }
        let classifier = try Classifier(
            setup.backbone,
            batch: min(8, images.count),
            options: PlanOptions(threads: options.threads)
        )
        let measured = try await RateAccuracy(of: classifier).measure(
            nil,
            on: images,
            threads: options.threads,
            isCanceled: isStopped
        )
        guard let measured else { return nil }
        let top1 = Double(measured.top1Count) / Double(measured.count)
        let name = setup.backbone.blueprint.name
        report(.uncompressed(backbone: name, top1: top1, n: measured.count))
        return top1
    }

    private func setup(of run: ExperimentPlan.Run) throws -> TrainingSetup {
        let steps = plan.steps.last ?? 1
        let recipe =
            try run.backbone.recipe.map { try Recipe(path: "\(options.planFolder)/\($0)") }
            ?? Recipe.standardDecoder(
                for: run.backbone.name,
                registry: registry,
                steps: steps,
                side: plan.side
            )
        let backbone = try Backbone(
            registry.backbone(named: run.backbone.name),
            weights: TensorStore.open(path: path(run.backbone.weights))
        )
        let classes = try backbone.labels.map { try ClassList($0.labels.map(\.id)) }
        let data = try DataSet(paths: options.data, classes: classes)
        let images = try DataSet(
            paths: options.evaluation,
            classes: classes ?? data.classes,
            part: .test
        )
        var setup = try TrainingSetup(
            recipe: recipe.run(steps: steps, seed: run.seed),
            backbone: backbone,
            registry: registry,
            data: data,
            evaluation: plan.images < images.count
                ? images.holdingOut(plan.images, seed: Self.evaluationSeed).heldOut : images,
            encoder: EncoderPackage(path: encoderFolder(run.encoder)),
            device: options.device,
            threads: options.threads
        )
        setup.evaluationName = options.evaluationName
        return setup
    }

    /// The five files may lie in a folder of their own or in a result.
    private func encoderFolder(_ encoder: ExperimentPlan.Encoder) -> String {
        let folder = path(encoder.folder)
        let nested = "\(folder)/encoder"
        return FileStatus.isReadable("\(nested)/codec.json") ? nested : folder
    }

    /// The iterations of the encoders' own trainings, as the plan or the logs beside them tell.
    private func iterations() throws -> [String: Int] {
        var iterations: [String: Int] = [:]
        for encoder in plan.encoders {
            let log = "\(path(encoder.folder))/log.jsonl"
            let logged =
                FileStatus.isReadable(log) ? try TrainingLog.records(of: log).last?.step : nil
            iterations[encoder.name] = encoder.iterations ?? logged
        }
        return iterations.filter { $0.value > 0 }
    }

    private func path(_ name: String) -> String {
        PathName.path(name, from: options.base)
    }
}
