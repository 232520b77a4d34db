import ArgumentParser
import FrankenTraining

@main
struct ZooTrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zoo-train",
        abstract: "Train codecs and decoders; `zoo train` and `zoo finetune-decoder` lead here.",
        discussion: """
            A training writes checkpoints, a log of JSON lines and its result into one folder. \
            Ctrl-C finishes the step and saves; --resume goes on, bit for bit on the same device \
            with the same number of threads.

            Exit codes are those of `zoo`; 130 after Ctrl-C, 75 when a training must be looked \
            after: the loss is no longer a number, the disk is full.
            """,
        version: "zoo-train, libtorch \(TrainingLibrary.version)",
        subcommands: [
            CodecCommand.self, DecoderCommand.self, BackboneCommand.self, ExperimentCommand.self,
        ]
    )
}
