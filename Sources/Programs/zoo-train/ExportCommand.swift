import ArgumentParser
import FrankenBlueprint
import FrankenFiles
import FrankenInference
import FrankenRecipes
import FrankenTraining

/// `zoo-train export-levels`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-levels",
        abstract: "Write levels of a codec of several rates as codecs of one rate.",
        discussion: """
            Each level becomes a folder `level-N` that `zoo evaluate --codec` and `zoo pack` take. \
            The training may be going on.
            """
    )

    @Option(help: "A result, the folder of a training, or a checkpoint.")
    var from: String

    @Option(help: "What it was trained by (default: the result's recipe.json).")
    var recipe: String?

    @Option(help: "The backbone's weights, as for the training.")
    var weights: String

    @Option(
        help: "A level, 0 for the coarsest, such as 2 or 2.5; may be given again (default: all)."
    )
    var level: [Double] = []

    @Option(name: [.customShort("o"), .long], help: "The folder for the levels' folders.")
    var output: String

    func run() async throws {
        let plan = try Recipe(path: recipe ?? "\(from)/recipe.json")
        let registry = try Session.registry()
        let note = try WeightsNote(weights)
        let export = try LevelExport(
            folder: from,
            recipe: plan,
            backbone: registry.backbone(
                named: plan.teacher.backbone,
                weights: note.path,
                labels: note.folder?.labels
            ),
            registry: registry
        )
        try Folder.make(output, mode: 0o755)
        let all = (0..<export.levelCount).map(Double.init)
        let reporter = Reporter(isJSON: false)
        for level in level.isEmpty ? all : level {
            let name = level == level.rounded() ? "\(Int(level))" : "\(level)"
            let folder = "\(output)/level-\(name)"
            try export.write(level: level, to: folder)
            reporter.print(folder)
        }
    }
}
