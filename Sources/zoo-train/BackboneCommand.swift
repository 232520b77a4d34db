import ArgumentParser
import FrankenData
import FrankenFamilies
import FrankenRecipes
import FrankenRuntime
import FrankenTrainer
import FrankenTraining

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

    @Flag(help: "Go on from the newest checkpoint in the folder.")
    var resume = false

    @Option(help: "Stop after so many steps of the recipe, with a result.")
    var steps: Int?

    @Option(help: "Processor threads (default: all).")
    var threads: Int = PlanOptions.availableThreads

    @Option(help: "cpu, cuda or cuda:N.")
    var device = "cpu"

    @Flag(help: "Print events as JSON lines on standard output.")
    var json = false

    func validate() throws {
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
        let images = try DataSet(paths: data)
        var setup = try BackboneSetup(
            recipe: BackboneRecipe(path: recipe),
            registry: BuiltInBlueprints.registry(),
            data: images,
            evaluation: eval.isEmpty ? nil : DataSet(paths: eval, classes: images.classes),
            device: Device(device),
            threads: threads
        )
        setup.license = license
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
        let result = try await BackboneTrainer(setup, options: options)
            .run(isStopped: { stop.isMade }, report: reporter.report)
        reporter.end(result.end, step: result.step, path: result.path)
        if result.end == .interrupted { throw ExitCode(StopRequest.exitCode) }
    }
}
