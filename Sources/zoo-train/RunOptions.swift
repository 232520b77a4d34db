import ArgumentParser
import FrankenRuntime
import FrankenTrainer
import FrankenTraining

/// What all trainings have in common.
struct RunOptions: ParsableArguments {
    @Option(parsing: .upToNextOption, help: "Folders, .tar shards or CIFAR files to train on.")
    var data: [String]

    @Option(
        help: ArgumentHelp("The backbone's checkpoint (.safetensors, .pth).", valueName: "file")
    )
    var weights: String

    @Option(help: "Images that are never trained on, to measure with; folders named by class.")
    var eval: [String] = []

    @Option(name: [.customShort("o"), .long], help: "The folder for checkpoints, log and result.")
    var output: String

    @Flag(help: "Go on from the newest checkpoint in the folder.")
    var resume = false

    @Option(help: "Stop after so many steps of the recipe, with a result.")
    var steps: Int?

    @Option(help: "Processor threads (default: all).")
    var threads: Int = PlanOptions.availableThreads

    @OptionGroup var process: ProcessOptions

    @Option(help: "Where maps of saliency are kept (default: in the output).")
    var saliencyCache: String?

    @Flag(help: "Print events as JSON lines on standard output.")
    var json = false

    func validate() throws {
        guard (1...1024).contains(threads) else {
            throw ValidationError("--threads must be 1 to 1024, found \(threads).")
        }
        if let steps, steps < 0 {
            throw ValidationError("--steps must be 0 or more, found \(steps).")
        }
    }

    func trainerOptions(from initial: String?) -> TrainerOptions {
        TrainerOptions(
            folder: output,
            isResumed: resume,
            stepLimit: steps,
            initialWeights: initial
        )
    }
}
