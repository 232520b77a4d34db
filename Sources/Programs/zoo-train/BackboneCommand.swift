import ArgumentParser
import FrankenBlueprint
import FrankenData
import FrankenInference
import FrankenRecipes
import FrankenRuntime
import FrankenTorch
import FrankenTraining
import FrankenWeights

/// `zoo-train backbone`.
struct BackboneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backbone",
        abstract: "Train a classifier on labelled images.",
        discussion: """
            The classes are the folders' names, sorted. The folder gets NAME.safetensors, \
            labels.tsv, recipe.json, figures.json and two charts beside checkpoints and log.
            """
    )

    @Option(
        help: ArgumentHelp("What to do: a file as in Zoo/recipes/backbones.", valueName: "file")
    )
    var recipe: String

    @Option(parsing: .upToNextOption, help: "Folders or .tar shards to train on.")
    var data: [String]

    @Option(help: "Images that are never trained on, to measure with; folders named by class.")
    var eval: [String] = []

    @Option(name: [.customShort("o"), .long], help: "The folder for checkpoints, log and result.")
    var output: String

    @Option(
        help: ArgumentHelp("The licence you give the result (SPDX).", valueName: "spdx")
    )
    var license: String?

    @Option(help: "Begin with these weights of the same relative: another training's result.")
    var from: String?

    @Option(help: "Weights of the classifier that the recipe's 'distillation' imitates.")
    var teacher: String?

    @Flag(help: "Go on from the newest checkpoint in the folder.")
    var resume = false

    @Option(help: "Stop after so many steps of the recipe, with a result.")
    var steps: Int?

    @Option(help: "Processor threads (default: all).")
    var threads: Int = PlanOptions.availableThreads

    @OptionGroup var process: ProcessOptions

    @Flag(help: "Print events as JSON lines on standard output.")
    var json = false

    func validate() throws {
        try OutputFolder.validate(output)
        try WeightsNote.check(license, "--license")
        guard (1...1024).contains(threads) else {
            throw ValidationError("--threads must be 1 to 1024, found \(threads).")
        }
        if let steps, steps < 0 {
            throw ValidationError("--steps must be 0 or more, found \(steps).")
        }
    }

    func run() async throws {
        let stop = StopRequest()
        try TrainingLibrary.keepMemory()
        try TrainingLibrary.setThreads(threads)
        let (device, group) = try process.join()
        let images = try DataSet(paths: data)
        let recipe = try BackboneRecipe(path: recipe)
        let registry = try Session.registry()
        var setup = try BackboneSetup(
            recipe: recipe,
            registry: registry,
            data: images,
            evaluation: eval.isEmpty ? nil : DataSet(paths: eval, classes: images.classes),
            teacher: teacher(recipe, registry),
            device: device,
            threads: threads
        )
        setup.license = license
        setup.group = group
        if !eval.isEmpty {
            setup.evaluationName = eval.map(Session.stem).joined(separator: "+")
        }
        let options = TrainerOptions(
            folder: output,
            isResumed: resume,
            stepLimit: steps,
            initialWeights: from
        )
        let reporter = Reporter(isJSON: json)
        let result = try await Trainer(setup, options: options)
            .run(isStopped: { stop.isMade }, report: reporter.report)
        if group?.isFirst ?? true {
            reporter.end(result)
        }
        if result.end == .interrupted { throw ExitCode(StopRequest.exitCode) }
    }

    private func teacher(_ recipe: BackboneRecipe, _ registry: BlueprintRegistry) throws
        -> Backbone?
    {
        guard let teacher else { return nil }
        // Without a name in the recipe, the setup says what is wrong.
        let name = recipe.distillation?.teacher ?? recipe.backbone
        return try Backbone(
            registry.backbone(named: name),
            weights: TensorStore.open(path: teacher)
        )
    }
}
