import ArgumentParser

/// `zoo train`: in the list of commands here, and handed to the trainer before it is parsed.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a codec or a backbone; done by zoo-train."
    )

    @Argument(parsing: .captureForPassthrough) var words: [String] = []

    func run() throws { try ExternalCommand.train(Self._commandName, words) }
}

/// `zoo finetune-decoder`, likewise.
struct FinetuneDecoderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finetune-decoder",
        abstract: "Train a decoder for another backbone; done by zoo-train."
    )

    @Argument(parsing: .captureForPassthrough) var words: [String] = []

    func run() throws { try ExternalCommand.train(Self._commandName, words) }
}

/// `zoo experiment`, likewise.
struct ExperimentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Train and measure many codecs and backbones; done by zoo-train."
    )

    @Argument(parsing: .captureForPassthrough) var words: [String] = []

    func run() throws { try ExternalCommand.train(Self._commandName, words) }
}
