import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenTaxonomy
import Testing

@Suite("ResNet split points and structure")
struct ResNetSplitTests {
    static let names = [
        "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "wide_resnet50_2",
        "wide_resnet101_2", "resnext50_32x4d", "resnext101_32x8d", "resnet20", "resnet32",
        "resnet44", "resnet56", "resnet110", "resnet18-slim", "resnet26-slim",
        "resnet50-keras", "resnet101-keras", "resnet152-keras",
    ]

    let registry: BlueprintRegistry

    init() throws {
        registry = try BuiltInBlueprints.registry()
    }

    @Test("The list above is complete, and every declaration agrees with its graph")
    func declarationsHold() throws {
        let entries = registry.taxonomy.entries.filter { $0.family.id == "resnet" }
        #expect(Set(Self.names) == Set(entries.map(\.relative.name)))
        try registry.checkGraphs()
    }

    @Test(
        "Channels and reductions are those timm lists for its features",
        arguments: [
            ("resnet18", [64, 128, 256, 512], [4, 8, 16, 32]),
            ("resnet50", [256, 512, 1_024, 2_048], [4, 8, 16, 32]),
            ("wide_resnet50_2", [256, 512, 1_024, 2_048], [4, 8, 16, 32]),
            ("resnext101_32x8d", [256, 512, 1_024, 2_048], [4, 8, 16, 32]),
            ("resnet56", [16, 32, 64], [1, 2, 4]),
        ]
    )
    func splitPoints(name: String, channels: [Int], reductions: [Int]) throws {
        let backbone = try registry.backbone(named: name)
        #expect(backbone.splitPoints.map(\.channels) == channels)
        #expect(backbone.splitPoints.map(\.reduction) == reductions)
        #expect(backbone.splitPoints.map(\.name) == channels.indices.map { "stage\($0 + 1)" })
    }

    @Test("The paper's split of ResNet-50: 512 x 28 x 28 after stage 2")
    func paperSplit() throws {
        let backbone = try registry.backbone(named: "resnet50")
        let point = try backbone.splitPoint(named: "stage2")
        let graph = try backbone.graph()
        let shapes = try graph.shapes(inputs: ["image": [1, 3, 224, 224]])
        #expect(shapes[point.value] == [1, 512, 28, 28])
        let error = try #require(throws: BlueprintError.self) {
            try backbone.splitPoint(named: "stage9")
        }
        #expect(error.code == .unknownReference)
        #expect(error.description.contains("stage1, stage2, stage3, stage4"))
    }

    @Test(
        "Head and tail of every split have the parameters of the whole, in order",
        arguments: names
    )
    func cuts(name: String) throws {
        let backbone = try registry.backbone(named: name)
        let graph = try backbone.graph()
        for point in backbone.splitPoints {
            let (head, tail) = try graph.cut(at: point.value)
            #expect(head.parameters + tail.parameters == graph.parameters)
            #expect(head.nodes + tail.nodes == graph.nodes)
            #expect(head.outputs == [point.value])
            #expect(
                tail.inputs == [.init(name: point.value, shape: [nil, point.channels, nil, nil])]
            )
            #expect(tail.outputs == ["logits"])
        }
    }

    @Test("Odd image sizes fit from end to end", arguments: names)
    func oddSizes(name: String) throws {
        let graph = try registry.backbone(named: name).graph()
        let shapes = try graph.shapes(inputs: ["image": [3, 3, 97, 131]])
        #expect(shapes["logits"]?[0] == 3)
    }

    @Test("The bottleneck's stride is on the 3x3, groups and widths are right")
    func bottleneckDetails() throws {
        let plain = try registry.backbone(named: "resnet50").graph()
        #expect(
            try convolution("layer2.0.conv1", plain)
                == Convolution(inChannels: 256, outChannels: 128, kernel: .init(1), bias: false)
        )
        #expect(
            try convolution("layer2.0.conv2", plain)
                == Convolution(
                    inChannels: 128,
                    outChannels: 128,
                    kernel: .init(3),
                    stride: .init(2),
                    padding: .init(1),
                    bias: false
                )
        )
        let grouped = try registry.backbone(named: "resnext50_32x4d").graph()
        #expect(
            try convolution("layer4.2.conv2", grouped)
                == Convolution(
                    inChannels: 1_024,
                    outChannels: 1_024,
                    kernel: .init(3),
                    padding: .init(1),
                    groups: 32,
                    bias: false
                )
        )
        let wide = try registry.backbone(named: "wide_resnet50_2").graph()
        #expect(try convolution("layer1.0.conv2", wide).outChannels == 128)
    }

    @Test("CIFAR shortcuts subsample and pad a quarter of the new channels on each side")
    func optionA() throws {
        let graph = try registry.backbone(named: "resnet20").graph()
        #expect(
            graph.node(named: "layer2.0.shortcut.subsample")?.op
                == .subsample(.init(stride: .init(2)))
        )
        #expect(
            graph.node(named: "layer2.0.shortcut.pad")?.op
                == .channelPadding(.init(before: 8, after: 8))
        )
        #expect(
            graph.node(named: "layer3.0.shortcut.pad")?.op
                == .channelPadding(.init(before: 16, after: 16))
        )
        #expect(graph.node(named: "layer1.0.add")?.inputs == ["layer1.0.bn2", "relu"])
        #expect(graph.nodes.filter { $0.name.contains("downsample") }.isEmpty)
    }

    @Test("The taxonomy has the branches of the family, and names people type are found")
    func taxonomy() throws {
        let family = try registry.taxonomy.family(named: "resnet")
        #expect(
            family.branches.map(\.id)
                == [
                    "resnet", "keras-resnet", "wide-resnet", "resnext", "cifar-resnet",
                    "slim-resnet",
                ]
        )
        for (typed, name) in [
            ("ResNet-50", "resnet50"), ("RESNET50", "resnet50"), ("resnet 152", "resnet152"),
            ("Wide_ResNet50_2", "wide_resnet50_2"), ("ResNeXt101-32x8d", "resnext101_32x8d"),
            ("cifar10-resnet20", "resnet20"), ("resnet50_v1.5", "resnet50"),
        ] {
            #expect(try registry.backbone(named: typed).name == name)
        }
        for (typed, first) in [
            ("resnet5O", "resnet50"), ("restnet50", "resnet50"),
            ("wide-resnet50", "wide_resnet50_2"),
            ("resnext", "resnext50_32x4d"), ("resnet50.tv_in1k", "resnet50"),
        ] {
            #expect(registry.taxonomy.suggestions(for: typed).first == first)
        }
        #expect(throws: TaxonomyError.self) { try registry.backbone(named: "resnet500") }
    }

    private func convolution(_ name: String, _ graph: ModelGraph) throws -> Convolution {
        let node = try #require(graph.node(named: name))
        guard case .convolution(let convolution) = node.op else {
            Issue.record("\(name) is no convolution")
            return Convolution(inChannels: 0, outChannels: 0, kernel: .init(0))
        }
        return convolution
    }
}
