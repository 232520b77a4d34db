import ArgumentParser
import FrankenCatalog
import FrankenCommands
import FrankenCrypto
import FrankenZoo

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make the tail of bundles from a checkpoint that you have.",
        discussion: """
            A bundle may not always carry the backbone's own weights. This cuts a checkpoint of \
            torchvision or timm where the decoder's features come in and keeps both parts: the tail \
            completes bundles that name it, the head is what a decoder learns from.

            Examples:
              zoo import --backbone resnet50 --weights resnet50-0676ba61.pth
              zoo import --backbone swin-b --weights mine.safetensors --labels classes.txt
            """
    )

    @OptionGroup var upstream: BackboneOptions
    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let zoo = try zoo.open()
        let imported = try zoo.importBackbone(
            named: upstream.backbone,
            weights: upstream.weights,
            labels: upstream.labels.map { try LabelFile.read($0) }
        )
        if json { return try JSONOutput.print(Answer(imported)) }
        try Terminal.print(imported.reference)
        Terminal.note(Self.text(imported))
    }

    private static func text(_ imported: ImportedBackbone) -> String {
        var lines = [
            "\(imported.backbone), cut at \(imported.splitPoint)",
            "  file  SHA-256 \(imported.source.hex)",
            "  tail  \(ByteCount(imported.tailByteCount))  SHA-256 \(imported.tail.hex)",
            "  head  \(ByteCount(imported.headByteCount))",
        ]
        if !imported.completes.isEmpty {
            lines.append("Completes \(imported.completes.joined(separator: ", ")). Next:")
            lines.append("  zoo predict PHOTO --backbone \(imported.completes[0])")
        }
        for other in imported.others {
            lines.append("\(other) was made for other weights than these: see `zoo show \(other)`.")
        }
        if imported.completes.isEmpty {
            lines.append("No installed bundle waits for this tail. To make one:")
            lines.append("  " + CatalogRecipe.decoderCommand(for: imported.backbone))
        }
        return lines.joined(separator: "\n")
    }

    private struct Answer: Encodable {
        let schema = "zoo.import/1"
        let reference: String
        let backbone: String
        let splitPoint: String
        let source: Digest
        let tail: Digest
        let tailBytes: Int
        let headBytes: Int
        let completes: [String]
        let madeForOtherWeights: [String]

        init(_ imported: ImportedBackbone) {
            reference = imported.reference
            backbone = imported.backbone
            splitPoint = imported.splitPoint
            source = imported.source
            tail = imported.tail
            tailBytes = imported.tailByteCount
            headBytes = imported.headByteCount
            completes = imported.completes
            madeForOtherWeights = imported.others
        }
    }
}
