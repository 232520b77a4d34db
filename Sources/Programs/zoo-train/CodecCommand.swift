import ArgumentParser
import FrankenRecipes

/// `zoo-train codec`.
struct CodecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codec",
        abstract: "Train an encoder, its tables and a decoder for one backbone."
    )

    @Option(help: ArgumentHelp("What to do: a file as in Zoo/recipes.", valueName: "file"))
    var recipe: String

    @Option(help: "Begin with the weights of another training's result.")
    var from: String?

    @OptionGroup var options: RunOptions

    func run() async throws {
        try await Session.run(
            recipe: Recipe(path: recipe),
            backbone: nil,
            encoder: nil,
            from: from,
            options
        )
    }
}
