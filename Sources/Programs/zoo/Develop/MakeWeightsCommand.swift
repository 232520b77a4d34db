import ArgumentParser
import FrankenBlueprint
import FrankenCommands
import FrankenFiles
import FrankenWeights
import FrankenZoo

/// For tests and benches: a checkpoint such as other people publish, without their weights.
struct MakeWeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make-weights",
        abstract: "Write random weights of a backbone under an upstream project's names.",
        shouldDisplay: false
    )

    @Argument(help: "The backbone, as in `zoo list`.")
    var backbone: String

    @Option(name: .shortAndLong, help: "The safetensors file to write; \(Outputs.help)")
    var output: OutputTarget

    @Option(help: "Whose names: torchvision, timm (default: the backbone's first).")
    var layout: String?

    @Option(help: "Classes to tell apart (default: as published).")
    var classes: Int?

    @Option(help: "Chooses the weights.")
    var seed: UInt64 = 1

    func run() throws {
        let blueprint = try KnownBlueprints.registry().backbone(named: backbone)
        let store = try UntrainedBundle.checkpoint(
            of: blueprint,
            layout: layout,
            classes: classes,
            seed: seed
        )
        do {
            try SafetensorsWriter().write(store, to: output)
        } catch {
            throw Failure(creating: output.path, error)
        }
        try Terminal.print(output.path, besides: output)
    }
}
