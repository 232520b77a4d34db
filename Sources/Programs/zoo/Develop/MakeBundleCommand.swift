import ArgumentParser
import FrankenBundle
import FrankenCodec
import FrankenCommands
import FrankenZoo

/// For tests, benches and first steps, until there are trained weights.
struct MakeBundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make-bundle",
        abstract: "Write a folder for `zoo pack` with a decoder that nobody trained.",
        discussion: """
            Without --weights the backbone's weights are random too. Backbones of one image size get \
            one and the same encoder, unless --encoder names another.

            Examples:
              zoo make-bundle resnet20 -o resnet20 && zoo pack resnet20 -o resnet20.zoo
              zoo make-bundle swin-b -o swin-b --weights swin_b-68c6b09e.pth \
            --upstream https://download.pytorch.org/models/swin_b-68c6b09e.pth
            """,
        shouldDisplay: false
    )

    @Argument(help: "The backbone, as in `zoo list`.")
    var backbone: String

    @Option(name: .shortAndLong, help: "The folder to make.")
    var output: String

    @Option(help: "A checkpoint of the backbone.", completion: .file())
    var weights: String?

    @Option(
        help: "Where the checkpoint is published: the bundle names it and carries no tail."
    )
    var upstream: [String] = []

    @Option(help: "An encoder package.", completion: .directory)
    var encoder: String?

    @Option(help: "The decoder recipe (default: the backbone's first).")
    var recipe: String?

    @Option(help: "What the bundle is called (default: the backbone's name).")
    var name: String?

    @Option(help: "The bundle's version.")
    var bundleVersion = "1.0.0"

    @Option(help: "Chooses the weights.")
    var seed: UInt64 = 1

    func validate() throws {
        if !upstream.isEmpty, weights == nil {
            throw ValidationError("--upstream needs the published file as --weights.")
        }
    }

    func run() throws {
        var bundle = try UntrainedBundle(backbone, blueprints: KnownBlueprints.registry())
        bundle.name = try name.map { try BundleName($0) }
        bundle.version = try BundleVersion(bundleVersion)
        bundle.recipe = recipe
        bundle.weights = weights
        bundle.upstreamAddresses = upstream
        bundle.encoder = try encoder.map { try EncoderPackage(path: $0) }
        bundle.seed = seed
        try bundle.write(to: output)
        try Terminal.print(output)
    }
}
