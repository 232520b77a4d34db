import ArgumentParser
import FrankenRuntime
import FrankenTorch
import FrankenTraining

/// What all trainings have in common.
struct RunOptions: ParsableArguments {
    @Option(parsing: .upToNextOption, help: "Folders, .tar shards or CIFAR files to train on.")
    var data: [String]

    @Option(
        help: ArgumentHelp(
            "The backbone: a checkpoint (.safetensors, .pth) or the folder of `zoo train backbone`.",
            valueName: "path"
        )
    )
    var weights: String

    @Option(
        help: ArgumentHelp(
            "The licence of these weights, which the bundle then carries.",
            discussion: "Without it a bundle names a stranger's file by its digest.",
            valueName: "spdx"
        )
    )
    var license: String?

    @Option(
        help: ArgumentHelp(
            "The licence you give what is trained here.",
            discussion: "Without it, that of the weights, where somebody has stated it.",
            valueName: "spdx"
        )
    )
    var resultLicense: String?

    @Option(
        help: ArgumentHelp(
            "The number format of the result's weights: f32 or f16.",
            valueName: "format"
        ),
        transform: RunOptions.storage
    )
    var store = WeightStorage.f32

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
        try OutputFolder.validate(output)
        try WeightsNote.check(license, "--license")
        try WeightsNote.check(resultLicense, "--result-license")
        guard (1...1024).contains(threads) else {
            throw ValidationError("--threads must be 1 to 1024, found \(threads).")
        }
        if let steps, steps < 0 {
            throw ValidationError("--steps must be 0 or more, found \(steps).")
        }
    }

    private static func storage(_ text: String) throws -> WeightStorage {
        guard let storage = WeightStorage(rawValue: text) else {
            throw ValidationError("--store is f32 or f16, found '\(text)'.")
        }
        return storage
    }

    func trainerOptions(from initial: String?) -> TrainerOptions {
        TrainerOptions(
            folder: output,
            isResumed: resume,
            stepLimit: steps,
            initialWeights: initial,
            storage: store
        )
    }
}
