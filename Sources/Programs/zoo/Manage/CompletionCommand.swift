import ArgumentParser
import FrankenCommands

struct CompletionCommand: ParsableCommand {
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish
    }

    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a script that completes commands and installed names in a shell.",
        discussion: """
            Examples:
              zoo completion bash > ~/.local/share/bash-completion/completions/zoo
              zoo completion zsh > ~/.zfunc/_zoo
              zoo completion fish > ~/.config/fish/completions/zoo.fish
            """
    )

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let kind =
            switch shell {
            case .bash: CompletionShell.bash
            case .zsh: CompletionShell.zsh
            case .fish: CompletionShell.fish
            }
        let script = ZooCommand.completionScript(for: kind)
        if json {
            return try JSONOutput.print(Answer(shell: shell.rawValue, script: script))
        }
        try Terminal.print(script)
    }

    private struct Answer: Encodable {
        let schema = "zoo.completion/1"
        let shell: String
        let script: String
    }
}
