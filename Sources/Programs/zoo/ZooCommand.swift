import ArgumentParser
import FrankenCommands
import FrankenFailures
import FrankenFiles

@main
struct ZooCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zoo",
        abstract: "Image classification with the backbones of a model zoo.",
        discussion: """
            Results go to standard output, progress and errors to standard error. With --json a \
            result is one JSON object with its schema in `schema`.

            Examples:
              zoo list
              zoo install resnet50
              zoo show resnet50
              zoo classify photo.jpg --backbone resnet50 --weights resnet50-0676ba61.pth
              zoo evaluate --backbone resnet50 --weights FILE --images DIR

            Training is done by a program of its own, zoo-train, which needs libtorch:
              zoo train codec --recipe FILE --data DIR --weights FILE -o FOLDER
              zoo finetune-decoder resnet18 --encoder FOLDER --data DIR --weights FILE -o FOLDER2
              zoo help train

            Exit codes:
              0    done
              64   wrong usage
              65   bad input: a damaged photo, checkpoint, bundle, index or lock file
              66   not found: a backbone, a bundle, a file, a bundle that nobody published
              69   not supported by this machine, not reachable, or offline
              70   a fault of zoo itself
              73   a file cannot be created, or the disk is full
              74   standard output or the disk cannot be written
              75   try again: a server is busy, or a connection broke
              76   a server does not keep to its protocol
              77   refused: a signature, an expired index, a licence, a password, credentials
              78   wrong configuration or policy file
              79   wrong digest: damaged, or not what was asked for
              80   made for another version of zoo
              130  interrupted
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Use",
                subcommands: [
                    PredictCommand.self, ClassifyCommand.self, EncodeCommand.self,
                    DecodeCommand.self, InspectCommand.self,
                ]
            ),
            CommandGroup(
                name: "Manage",
                subcommands: [
                    InstallCommand.self, ImportCommand.self, ListCommand.self, ShowCommand.self,
                    SearchCommand.self, VerifyCommand.self, SelfTestCommand.self,
                    RemoveCommand.self, PruneCommand.self, LockCommand.self, SyncCommand.self,
                    TrustCommand.self, DoctorCommand.self, EnvCommand.self, CompletionCommand.self,
                ]
            ),
            CommandGroup(
                name: "Make and share",
                subcommands: [
                    TrainCommand.self, FinetuneDecoderCommand.self, PackCommand.self,
                    KeygenCommand.self, SignCommand.self, ExportCommand.self, PushCommand.self,
                    PullCommand.self, IndexCommand.self,
                ]
            ),
            CommandGroup(
                name: "Measure",
                subcommands: [
                    EvaluateCommand.self, BenchCommand.self, ExperimentCommand.self,
                    BenchEncodeCommand.self,
                ]
            ),
            CommandGroup(
                name: "Develop",
                subcommands: [
                    PluginCommand.self, LogitsCommand.self, PrepareCommand.self,
                    MakeEncoderCommand.self, MakeWeightsCommand.self, MakeBundleCommand.self,
                ]
            ),
        ]
    )

    /// Runs a command; a failure is one message with the next step, and an exit code.
    static func main() async {
        do {
            let arguments = ProcessArguments.all
            try ExternalCommand.run(arguments)
            var command = try parseAsRoot(Array(arguments.dropFirst()))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let failure = Failure(error) ?? parsed(error)
            if let message = failure.message { Terminal.note("zoo: \(message)") }
            exit(withError: ExitCode(failure.status))
        }
    }

    /// What the argument parser threw: a request for help, a usage error, or our own exit code.
    private static func parsed(_ error: any Error) -> Failure {
        let (code, message) = (exitCode(for: error), message(for: error))
        switch code {
        case .success:
            do {
                try Terminal.print(message)
                return Failure(status: code.rawValue)
            } catch {
                return Failure(error.message, error.kind)
            }
        case .validationFailure: return UsageHint.failure(message)
        // The parser's code for all that it does not know.
        case .failure where !(error is ExitCode):
            return Failure("\(error) This is a fault of zoo itself.", .fault)
        default: return Failure(status: code.rawValue)
        }
    }
}
