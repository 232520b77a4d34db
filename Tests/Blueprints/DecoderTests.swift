import Foundation
import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenImage
import FrankenTaxonomy
import Testing

@Suite("Decoders and the backbones they feed")
struct DecoderTests {
    /// Backbones with the sizes of images they are tried with besides their own.
    static let backbones: [(name: String, size: Int)] = [
        ("resnet18", 160), ("resnet34", 160), ("resnet50", 160), ("resnet101", 288),
        ("resnet152", 288), ("wide_resnet50_2", 256), ("wide_resnet101_2", 256),
        ("resnext50_32x4d", 256), ("resnext101_32x8d", 256), ("resnet18-slim", 224),
        ("resnet26-slim", 224), ("resnet20", 48), ("resnet32", 48), ("resnet44", 48),
        ("resnet56", 48), ("resnet110", 48),
        ("resnet50-keras", 224), ("resnet101-keras", 224), ("resnet152-keras", 224),
        ("swin-t", 256), ("swin-s", 256), ("swin-b", 256), ("swin-s3-t", 448), ("swin-s3-s", 448),
        ("swin-s3-b", 448), ("swin-nano", 224), ("swinv2-t", 320),
        ("swinv2-s", 320), ("swinv2-b", 320),
        ("convnext-t", 256), ("convnext-s", 256), ("convnext-b", 288), ("convnext-l", 288),
        ("convnext-atto", 160), ("convnext-femto", 160), ("convnext-pico", 160),
        ("convnext-nano", 160), ("convnext-mini", 224),
    ]

    let registry: BlueprintRegistry

    init() throws {
        registry = try BuiltInBlueprints.registry()
    }

    @Test("The list above is complete: every relative has a decoder at stage 2")
    func complete() throws {
        let names = registry.taxonomy.entries.map(\.relative.name)
        #expect(Set(Self.backbones.map(\.name)) == Set(names))
        for name in names {
            #expect(try registry.decoder(for: name).splitPoint.name == "stage2")
        }
    }

    @Test("A decoder makes what its backbone's tail reads", arguments: backbones)
    func composition(name: String, size: Int) throws {
        let backbone = try registry.backbone(named: name)
        let whole = try backbone.graph()
        let usual = backbone.preprocessing.outputSize.height
        for decoder in try registry.decoders(for: name) {
            let (_, tail) = try whole.cut(at: decoder.splitPoint.value)
            let graph = try decoder.graph()
            #expect(graph.inputs.map(\.name) == ["latent"])
            #expect(graph.outputs == ["features"])
            for side in [usual, size] {
                let shapes = try whole.shapes(inputs: ["image": [2, 3, side, side]])
                let latent = side / decoder.latent.reduction
                let made = try graph.shapes(inputs: ["latent": [2, 48, latent, latent]])
                let features = try #require(made["features"])
                #expect(features == shapes[decoder.splitPoint.value])
                let logits = try tail.shapes(inputs: [decoder.splitPoint.value: features])
                #expect(logits["logits"] == Shape([2, backbone.classCount]))
            }
        }
    }

    @Test(
        "Parameter counts are those of the reference",
        arguments: [
            ("swin-t", "swin", 2_058_974), ("swin-s3-b", "swin", 2_058_974),
            ("swin-s3-b", "swin-released", 2_058_974),
            ("resnet50", "bottleneck", 257_472 + 1_138_176),
            ("resnet101", "bottleneck-light", 257_472 + 578_048),
            ("convnext-b", "convnext", 2_564_960),
        ]
    )
    func parameterCounts(backbone: String, decoder: String, count: Int) throws {
        let graph = try registry.decoder(for: backbone, named: decoder).graph()
        #expect(graph.parameterCount == count)
    }

    @Test("The Swin decoder's parts have the reference's parameters")
    func swinParts() throws {
        let graph = try registry.decoder(for: "swin-s3-t").graph()
        let (first, rest) = try graph.cut(at: "restore.1.sum")
        #expect(first.parameterCount == 870_678)
        #expect(rest.parameterCount == 1_188_296)
        #expect(graph.nodes.first { $0.name == "restore.0.act1" } != nil)
        let released = try registry.decoder(for: "swin-s3-t", named: "swin-released").graph()
        #expect(released.parameters == graph.parameters)
        #expect(released.nodes.count == graph.nodes.count - 2)
        #expect(released.node(named: "restore.0.act1") == nil)
    }

    @Test("The Swin decoder costs what the reference measured, 1.475 GMAC, to its three digits")
    func swinCost() throws {
        let graph = try registry.decoder(for: "swin-s3-b").graph()
        let cost = try graph.cost(inputs: ["latent": [1, 48, 28, 28]])
        #expect(abs(Double(cost.multiplyAccumulates) / 1.475e9 - 1) < 0.005)
    }

    @Test("The width follows the backbone: Swin-B has 14 x 14 x 512 at the split")
    func swinBase() throws {
        let graph = try registry.decoder(for: "swin-b").graph()
        let shapes = try graph.shapes(inputs: ["latent": [1, 48, 28, 28]])
        #expect(shapes["features"] == [1, 14, 14, 512])
        #expect(shapes["restore.1.sum"] == [1, 256, 28, 28])
    }

    @Test("A latent of other channels changes the first block only")
    func otherLatent() throws {
        for name in ["resnet50", "swin-t", "convnext-t"] {
            let decoder = try registry.decoder(for: name)
            let (usual, wide) = (try decoder.graph(), try decoder.graph(latentChannels: 64))
            let changed = zip(usual.parameters, wide.parameters).filter { $0 != $1 }.map(\.1.name)
            let expected =
                name == "resnet50"
                ? ["synthesis.0.conv.weight"]
                : ["conv1", "skip"].map {
                    "\(name == "swin-t" ? "restore.0" : "embedding").\($0).weight"
                }
            #expect(changed == expected)
            #expect(throws: BlueprintError.self) { try decoder.graph(latentChannels: 0) }
            #expect(throws: BlueprintError.self) { try decoder.graph(latentChannels: Int.max) }
        }
    }

    @Test("The guide's example adds a decoder behind the built-in ones, without code")
    func guideExample() throws {
        let readme = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Blueprints/README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        let block = try #require(text.components(separatedBy: "```json\n").last)
        let json = try #require(block.components(separatedBy: "```").first)
        let registry = try BuiltInBlueprints.registry(
            files: [BlueprintSource(name: "mine.json", bytes: Array(json.utf8))]
        )
        try registry.checkGraphs()
        #expect(
            try registry.decoders(for: "resnet101").map(\.name)
                == ["bottleneck", "bottleneck-light", "bottleneck-deep", "deep"]
        )
        #expect(try registry.decoder(for: "resnet101").name == "bottleneck")
    }

    @Test("Unknown backbones and decoders are errors that name what there is")
    func unknown() throws {
        let backbone = try #require(throws: TaxonomyError.self) {
            try registry.decoder(for: "swin-bb")
        }
        #expect(backbone.suggestions.first == "swin-b")
        let decoder = try #require(throws: TaxonomyError.self) {
            try registry.decoder(for: "ResNet-50", named: "swin")
        }
        #expect(decoder.suggestions == ["bottleneck", "bottleneck-light", "bottleneck-deep"])
        #expect(try registry.decoder(for: "resnet_50").backbone == "resnet50")
    }

    @Test("Every declaration agrees with its graph, decoders included")
    func declarationsHold() throws {
        try registry.checkGraphs()
    }
}
