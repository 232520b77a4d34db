import ArgumentParser

@main
struct Zoo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zoo",
        abstract: "Image classification with the backbones of a model zoo.",
        discussion: """
            Results go to standard output, progress and errors to standard error. Exit codes: 0 \
            done, 64 wrong usage, 65 bad input data, 66 not found, 69 not supported by this \
            machine, 70 a fault of zoo itself, 130 interrupted.
            """,
        version: Version.text,
        subcommands: [
            ListCommand.self, ShowCommand.self, ClassifyCommand.self, EvaluateCommand.self,
            BenchCommand.self, LogitsCommand.self,
        ]
    )

    /// Runs a command; a failure is one message with the next step, and an exit code.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard let failure = Failure(error) else { exit(withError: error) }
            Terminal.note("zoo: \(failure.message)")
            exit(withError: failure.code)
        }
    }
}
