import ArgumentParser
import FrankenCommands
import FrankenFailures

/// Options of commands that take something away.
struct ConsentArguments: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
    var dryRun = false

    /// Asks on a terminal; elsewhere only `--yes` is an answer.
    func ask(_ question: String) throws {
        guard !yes else { return }
        guard Terminal.canAsk else {
            throw Failure(
                "Nobody is there to ask. Say --yes to do it, or --dry-run to see what it does.",
                .usage
            )
        }
        Terminal.write("\(question) [y/N] ")
        guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else {
            throw Failure("Nothing was done.", .stopped)
        }
    }
}
