import ArgumentParser
import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenImage

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a backbone's graph: ops, shapes, parameters, multiply-accumulates.",
        discussion: """
            Examples:
              zoo show resnet50
              zoo show resnet50 --head stage2
              zoo show resnet50 --tail stage2 --size 288
              zoo show resnet50 --json > resnet50.json
            """
    )

    @Argument(help: "The backbone, as in `zoo list`.")
    var backbone: String

    @Option(
        help: ArgumentHelp(
            "Side of the input image (default: the backbone's own).",
            valueName: "pixels"
        )
    )
    var size: Int?

    @Option(
        help: ArgumentHelp(
            "Cut at a split point, such as stage2, and show the part before it.",
            valueName: "point"
        )
    )
    var head: String?

    @Option(
        help: ArgumentHelp(
            "Cut at a split point, such as stage2, and show the part behind it.",
            valueName: "point"
        )
    )
    var tail: String?

    @Flag(help: "Print the graph as JSON.")
    var json = false

    func validate() throws {
        if head != nil && tail != nil { throw ValidationError("Use --head or --tail, not both.") }
        if let size, !(1...16384).contains(size) {
            throw ValidationError("--size must be 1 to 16384, found \(size).")
        }
    }

    func run() throws {
        let blueprint = try BuiltInBlueprints.registry().backbone(named: backbone)
        let whole = try blueprint.graph()
        let natural = blueprint.preprocessing.outputSize
        let input = Shape([1, 3, size ?? natural.height, size ?? natural.width])
        var shapes = [whole.inputs[0].name: input]
        var graph = whole
        if let head {
            graph = try whole.cut(at: blueprint.splitPoint(named: head).value).head
        } else if let tail {
            let value = try blueprint.splitPoint(named: tail).value
            graph = try whole.cut(at: value).tail
            shapes = [value: try whole.shapes(inputs: shapes)[value] ?? input]
        }
        if json {
            try JSONOutput.print(graph)
            return
        }
        var text = try graph.text(inputs: shapes)
        if head == nil && tail == nil {
            let points = blueprint.splitPoints.map { "\($0.name) (\($0.value))" }
            text += "split points: \(points.joined(separator: ", "))\n"
        }
        try Terminal.print(text, terminator: "")
    }
}
