import Foundation
import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenTaxonomy
import Testing

@Suite("Declaring ResNets in a file")
struct ResNetDeclarationTests {
    /// The blueprint that `Blueprints/README.md` shows.
    private func example(replacing old: String = "", with new: String = "") throws
        -> BlueprintSource
    {
        let readme = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Blueprints/README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        let block = try #require(text.components(separatedBy: "```json\n").dropFirst().first)
        var json = try #require(block.components(separatedBy: "```").first)
        if !old.isEmpty {
            let range = try #require(json.range(of: old))
            json.replaceSubrange(range, with: new)
        }
        return BlueprintSource(name: "mine.json", bytes: Array(json.utf8))
    }

    @Test("The guide's example adds a relative to the built-in family, without code")
    func guideExample() throws {
        let registry = try BuiltInBlueprints.registry(files: [example()])
        try registry.checkGraphs()
        let entry = try registry.taxonomy.entry(named: "ResNet10-small")
        #expect(entry.family.id == "resnet")
        #expect(entry.branch.displayName == "Small ResNet")
        let graph = try registry.backbone(named: "resnet10_small").graph()
        let shapes = try graph.shapes(inputs: ["image": [1, 3, 112, 112]])
        #expect(shapes["layer2"] == [1, 64, 14, 14])
        #expect(shapes["logits"] == [1, 10])
        #expect(registry.taxonomy.families.count(where: { $0.id == "resnet" }) == 1)
    }

    @Test(
        "Impossible sizes are refused where they stand",
        arguments: [
            ("\"basic\"", "\"dense\"", "sizes.block", "basic, bottleneck"),
            ("\"imagenet\"", "\"vgg\"", "sizes.stem", "imagenet, cifar"),
            ("\"projection\"", "\"identity\"", "sizes.shortcut", "projection, padding"),
            ("\"width\": 32", "\"width\": -32", "sizes.width", "found -32"),
            ("\"width\": 32", "\"width\": 0", "sizes.width", "found 0"),
            (
                "\"width\": 32", "\"width\": 9223372036854775807", "sizes.width",
                "found 9223372036854775807"
            ),
            ("\"width\": 32", "\"width\": 9223372036854775808", "sizes.width", "an integer"),
            ("\"width\": 32", "\"width\": 32, \"groups\": 2", "sizes.groups", "bottleneck"),
            ("\"width\": 32", "\"width\": 32, \"groupWidth\": 8", "sizes.groupWidth", "bottleneck"),
            ("\"width\": 32", "\"width\": 32, \"dilation\": 2", "sizes", "dilation"),
            (
                "\"width\": 32", "\"width\": 32, \"strideOn\": \"first\"", "sizes.strideOn",
                "bottleneck"
            ),
            (
                "\"width\": 32", "\"width\": 32, \"strideOn\": \"last\"", "sizes.strideOn",
                "first, middle"
            ),
            ("\"width\": 32", "\"width\": 32, \"epsilon\": 0", "sizes.epsilon", "found 0"),
            ("\"width\": 32", "\"width\": 32, \"epsilon\": -1", "sizes.epsilon", "found -1"),
            ("\"width\": 32", "\"width\": 32, \"epsilon\": 2", "sizes.epsilon", "found 2"),
            ("[1, 1, 1, 1]", "[]", "sizes.depths", "found 0"),
            ("[1, 1, 1, 1]", "[1, 1, 1, 1, 1, 1, 1]", "sizes.depths", "found 7"),
            ("[1, 1, 1, 1]", "[1, 0, 1, 1]", "sizes.depths[1]", "found 0"),
            ("[1, 1, 1, 1]", "[1, 1, 1, 1000000]", "sizes.depths[3]", "found 1000000"),
            ("\"layout\": 1}", "\"layout\": 9}", "builder.layout", "resnet@1"),
            (
                "\"torchvision\"", "\"paddle\"", "keyLayouts[0]",
                "torchvision, timm, akamaster, keras"
            ),
            ("resnet10_small", "ResNet-50", "name", "resnet.json has resnet50"),
        ]
    )
    func impossibleSizes(old: String, new: String, path: String, words: String) throws {
        let source = try example(replacing: old, with: new)
        let error = try #require(throws: BlueprintError.self) {
            try BuiltInBlueprints.registry(files: [source])
        }
        #expect(error.path.hasSuffix(path), "\(error)")
        #expect(error.description.contains(words), "\(error)")
        #expect(error.description.hasPrefix("mine.json:"))
        #expect(error.line > 1)
    }

    @Test("Groups that do not divide the channels are found when the graph is made")
    func indivisibleGroups() throws {
        let source = try example(
            replacing: "\"basic\"",
            with: "\"bottleneck\", \"groups\": 3, \"groupWidth\": 64"
        )
        // 32 planes at group width 64 in 3 groups are 96 channels: they fit, the split does not.
        let registry = try BuiltInBlueprints.registry(files: [source])
        let error = try #require(throws: BlueprintError.self) { try registry.checkGraphs() }
        #expect(error.code == .splitPointMismatch)
        #expect(error.description.contains("128 channels"))
    }

    @Test("The largest ResNet that can be declared is built or refused, not a crash")
    func largest() throws {
        let sizes = ResNetSizes(
            stem: .imagenet,
            block: .bottleneck,
            shortcut: .projection,
            depths: Array(repeating: 256, count: 6),
            width: 1_024,
            groups: 1_024,
            groupWidth: 1_024
        )
        try ResNetFamily().check(sizes)
        #expect(throws: GraphError.self) {
            try ResNetFamily().graph(named: "huge", sizes: sizes, classCount: 100_000)
        }
    }

    @Test("Option A also widens where the resolution stays")
    func paddingWithoutStride() throws {
        let sizes = ResNetSizes(
            stem: .cifar,
            block: .bottleneck,
            shortcut: .padding,
            depths: [1, 1],
            width: 5
        )
        let graph = try ResNetFamily().graph(named: "odd", sizes: sizes, classCount: 2)
        #expect(
            graph.node(named: "layer1.0.shortcut.pad")?.op
                == .channelPadding(.init(before: 7, after: 8))
        )
        #expect(graph.node(named: "layer1.0.shortcut.subsample") == nil)
        let shapes = try graph.shapes(inputs: ["image": [1, 3, 9, 7]])
        #expect(shapes["layer2"] == [1, 40, 5, 4])
    }
}
