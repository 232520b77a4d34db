import ArgumentParser
import FrankenCommands
import FrankenFiles
import FrankenRecipes
import FrankenTorch

@main
struct ZooTrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zoo-train",
        abstract: "Train codecs and decoders; `zoo train` and `zoo finetune-decoder` lead here.",
        discussion: """
            A training writes checkpoints, a log of JSON lines and its result into one folder. \
            Ctrl-C finishes the step and saves; --resume goes on, bit for bit on the same device \
            with the same number of threads.

            Exit codes, as those of `zoo`:
              0    done
              64   wrong usage
              65   bad input: a recipe, checkpoint, weights or images that cannot be used
              66   not found: a backbone, a file, a folder
              69   not supported by this build or machine, or too little memory
              70   a fault of zoo-train itself
              73   the folder holds a training already, or the disk is full: the last checkpoint \
            is good
              74   the disk cannot be read or written
              75   try again: another process trains in the folder; or the loss is no longer a \
            number, and the last checkpoint can go on with a lower learning rate
              130  interrupted, and saved
            """,
        version: "zoo-train, libtorch \(TrainingLibrary.version)",
        subcommands: [
            CodecCommand.self, DecoderCommand.self, BackboneCommand.self, ExperimentCommand.self,
            ExportCommand.self,
        ]
    )

    /// Runs a command; a failure is one message with the next step, and an exit code.
    static func main() async {
        do {
            var command = try parseAsRoot(Array(ProcessArguments.all.dropFirst()))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            // What the argument parser throws: help, wrong usage, or our own exit code.
            let isParsed = error is ExitCode || exitCode(for: error) != .failure
            guard !isParsed, let failure = Failure(error) else { exit(withError: error) }
            if let message = failure.message { Terminal.note("zoo-train: \(message)") }
            exit(withError: ExitCode(failure.status))
        }
    }
}
