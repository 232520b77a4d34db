import ArgumentParser
import FrankenBlueprint
import FrankenBundle
import FrankenCommands
import FrankenGraph
import FrankenImage
import FrankenStore
import FrankenZoo

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an installed bundle, or a backbone's graph.",
        discussion: """
            Of an installed bundle: what it is, who signed it, what was measured, its files. Of a \
            backbone without a bundle, or with --graph: ops, shapes, parameters, \
            multiply-accumulates.

            Examples:
              zoo show resnet50:1.0.0
              zoo show resnet50 --card
              zoo show resnet50 --graph
              zoo show resnet50 --head stage2
              zoo show resnet50 --tail stage2 --size 288
              zoo show resnet50 --json > resnet50.json
            """
    )

    @Argument(help: "A backbone, as in `zoo list`; or a bundle: name, name:version, digest.")
    var backbone: String

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Show the backbone's graph, also when a bundle of the name is installed.")
    var graph = false

    @Flag(help: "Print the bundle's card.")
    var card = false

    @Flag(help: "Print the texts of the bundle's licences.")
    var license = false

    @Flag(help: "Print the bundle's manifest, as it is signed.")
    var manifest = false

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
        let wantsGraph = graph || head != nil || tail != nil || size != nil
        if !wantsGraph, let details = try details() { return try show(details) }
        let blueprint = try KnownBlueprints.registry().backbone(named: backbone)
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

    /// The installed bundle of that name; `nil` when there is none and a graph will do.
    private func details() throws -> BundleDetails? {
        do {
            return try zoo.open().details(of: backbone)
        } catch let error as StoreError
            where error.code == .notInstalled || error.code == .malformedReference
        {
            guard !card, !license, !manifest, !backbone.contains(":"), !backbone.contains("@")
            else { throw error }
            return nil
        }
    }

    private func show(_ details: BundleDetails) throws {
        if card {
            try Terminal.print(details.card ?? "", terminator: "")
        } else if license {
            for text in details.licenses { try Terminal.print(text) }
        } else if manifest {
            let bytes = try zoo.open().store.bytes(details.receipt.manifest, limit: 4 << 20)
            try Terminal.print(String(decoding: bytes, as: UTF8.self))
        } else if json {
            try JSONOutput.print(BundleFactsReport(details))
        } else {
            try Terminal.print(BundleFacts(details: details).text, terminator: "")
        }
    }
}
