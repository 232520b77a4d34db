import ArgumentParser

/// `zoo-train experiment`.
struct ExperimentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Train and measure many pairs of encoder and backbone, as a plan says.",
        subcommands: [RecoverCommand.self]
    )
}
