import ArgumentParser
import FrankenFiles
import FrankenRecipes
import FrankenRuntime
import FrankenTorch
import FrankenTraining

/// `zoo-train experiment recover`.
struct RecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Iterations until a decoder serves an encoder that was trained with another.",
        discussion: """
            Every encoder of the plan meets every backbone: a decoder is trained for the pair, from \
            each start and with each seed, and measured at the plan's steps. The folder gets \
            recover.csv, recover.json and recover.svg, rewritten after each measurement, and a \
            folder for each training. Ctrl-C saves; the same command goes on.

            Example:
              zoo-train experiment recover --plan Zoo/recipes/experiments/recover-small.json \
                --base RESULTS --data train.tar --eval val.tar -o FOLDER
            """
    )

    @Option(
        help: ArgumentHelp("What to do: a file as in Zoo/recipes/experiments.", valueName: "file")
    )
    var plan: String

    @Option(help: "Where the plan's encoders, weights and starts lie (default: its own folder).")
    var base: String?

    @Option(parsing: .upToNextOption, help: "Folders, .tar shards or CIFAR files to train on.")
    var data: [String]

    @Option(
        parsing: .upToNextOption,
        help: "Images that are never trained on, to measure with; folders named by class."
    )
    var eval: [String]

    @Option(name: [.customShort("o"), .long], help: "The folder for figures and trainings.")
    var output: String

    @Option(help: "Processor threads (default: all).")
    var threads: Int = PlanOptions.availableThreads

    @Option(help: "cpu, cuda or cuda:N.")
    var device = "cpu"

    @Flag(help: "Print events as JSON lines on standard output.")
    var json = false

    func validate() throws {
        try OutputFolder.validate(output)
        guard (1...1024).contains(threads) else {
            throw ValidationError("--threads must be 1 to 1024, found \(threads).")
        }
    }

    func run() async throws {
        let stop = StopRequest()
        try TrainingLibrary.keepMemory()
        try TrainingLibrary.setThreads(threads)
        let parsed = try ExperimentPlan(path: plan)
        let folder = PathName.folder(of: plan)
        let experiment = try RecoveryExperiment(
            parsed,
            registry: Session.registry(),
            options: RecoveryOptions(
                base: base ?? folder,
                planFolder: folder,
                data: data,
                evaluation: eval,
                evaluationName: eval.map(Session.stem).joined(separator: "+"),
                folder: output,
                threads: threads,
                device: Device(device)
            )
        )
        let reporter = Reporter(isJSON: json)
        let (report, isComplete) = try await experiment.run(
            isStopped: { stop.isMade },
            report: reporter.report
        )
        reporter.end(report.recoveries(parsed), isComplete: isComplete, folder: output)
        if !isComplete { throw ExitCode(StopRequest.exitCode) }
    }
}
