import ArgumentParser
import FrankenRecipes
import FrankenTraining

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

    @Option(
        help: ArgumentHelp(
            "What to do: a file as in Zoo/recipes (default: head distillation with Adam).",
            valueName: "file"
        )
    )
    var recipe: String?

    @Option(help: "Steps of the default recipe, of 16 images each.")
    var recipeSteps = 2000

    @Option(help: "Columns and rows of its images; a multiple of 32.")
    var side = 224

    @Option(help: "Begin with the decoder of a direct relative: the folder of its result.")
    var from: String?

    @OptionGroup var options: RunOptions

    func validate() throws {
        guard recipeSteps > 0, side > 0, side <= 1024, side.isMultiple(of: 32) else {
            throw ValidationError("--recipe-steps must be positive, --side a multiple of 32.")
        }
    }

    func run() async throws {
        let plan =
            try recipe.map { try Recipe(path: $0) }
            ?? Recipe.standardDecoder(
                for: backbone,
                registry: Session.registry(),
                steps: recipeSteps,
                side: side
            )
        try await Session.run(
            recipe: plan,
            backbone: backbone,
            encoder: encoder,
            from: from,
            options
        )
    }
}
