import ArgumentParser
import FrankenRecipes

/// `zoo-train finetune-decoder`.
struct DecoderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finetune-decoder",
        abstract: "Train a decoder for another backbone; the encoder stays as it is.",
        discussion: "The encoder's files are copied byte for byte and compared at the end."
    )

    @Argument(help: "The backbone, as in `zoo list`.")
    var backbone: String

    @Option(help: "The folder of the encoder: five files, or a result with `encoder` in it.")
    var encoder: String

    @Option(help: ArgumentHelp("What to do: a file as in Zoo/recipes.", valueName: "file"))
    var recipe: String

    @Option(help: "Begin with the decoder of a direct relative: the folder of its result.")
    var from: String?

    @OptionGroup var options: RunOptions

    func run() async throws {
        try await Session.run(
            recipe: Recipe(path: recipe), backbone: backbone, encoder: encoder, from: from, options)
    }
}
