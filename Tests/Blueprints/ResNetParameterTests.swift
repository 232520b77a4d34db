import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenTaxonomy
import FrankenWeights
import Testing

@Suite("ResNet parameters and cost")
struct ResNetParameterTests {
    let registry: BlueprintRegistry

    init() throws {
        registry = try BuiltInBlueprints.registry()
    }

    @Test(
        "Parameter counts are torchvision's published ones",
        arguments: [
            ("resnet18", 11_689_512), ("resnet34", 21_797_672), ("resnet50", 25_557_032),
            ("resnet101", 44_549_160), ("resnet152", 60_192_808),
            ("wide_resnet50_2", 68_883_240), ("wide_resnet101_2", 126_886_696),
            ("resnext50_32x4d", 25_028_904), ("resnext101_32x8d", 88_791_336),
            ("resnet20", 269_722), ("resnet32", 464_154), ("resnet44", 658_586),
            ("resnet56", 853_018), ("resnet110", 1_727_962),
        ]
    )
    func parameterCounts(name: String, count: Int) throws {
        let backbone = try registry.backbone(named: name)
        #expect(try backbone.graph().parameterCount == count)
        #expect(backbone.relative.parameterCount == count)
    }

    @Test(
        "Names, shapes, order and multiply-accumulates are torchvision's",
        arguments: [
            "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "wide_resnet50_2",
            "wide_resnet101_2", "resnext50_32x4d", "resnext101_32x8d",
        ]
    )
    func matchesTorchvision(name: String) throws {
        let golden = try UpstreamListing().model(named: name)
        let backbone = try registry.backbone(named: name)
        let graph = try backbone.graph()
        let ours = graph.parameters.map {
            UpstreamListing.Tensor(name: $0.name, shape: $0.shape)
        }
        #expect(golden.tensors.count > 100)
        #expect(ours == golden.tensors)
        #expect(graph.parameterCount == golden.parameterCount)
        let cost = try graph.cost(inputs: ["image": [1, 3, 224, 224]])
        #expect(cost.multiplyAccumulates == golden.multiplyAccumulates)
        for layoutName in ["torchvision", "timm"] {
            let layout = try backbone.keyLayout(named: layoutName)
            #expect(golden.tensors.map { layout.map.applied(to: $0.name) } == ours.map(\.name))
        }
    }

    @Test(
        "Keys of the CIFAR checkpoints, translated, are the parameters, in order",
        arguments: [("resnet20", "resnet20-12fca82f"), ("resnet56", "resnet56-4bfd9763")]
    )
    func matchesCheckpoint(name: String, checkpoint: String) throws {
        let golden = try UpstreamListing().model(named: checkpoint)
        let backbone = try registry.backbone(named: name)
        let layout = try backbone.keyLayout(named: "akamaster")
        let graph = try backbone.graph()
        let translated = golden.tensors.map { tensor in
            layout.map.applied(to: tensor.name).map {
                UpstreamListing.Tensor(name: $0, shape: tensor.shape)
            }
        }
        #expect(golden.tensors.allSatisfy { $0.name.hasPrefix("module.") })
        #expect(
            translated
                == graph.parameters.map {
                    UpstreamListing.Tensor(name: $0.name, shape: $0.shape)
                }
        )
        #expect(graph.parameterCount == golden.parameterCount)
    }

    @Test(
        "Multiply-accumulates of the CIFAR relatives, counted by hand from the layer list",
        arguments: [20, 32, 44, 56, 110]
    )
    func cifarCost(depth: Int) throws {
        let blocks = (depth - 2) / 6
        var expected = 32 * 32 * 3 * 16 * 9 + 64 * 10
        var channels = 16
        for (width, side) in [(16, 32), (32, 16), (64, 8)] {
            for _ in 0..<blocks {
                expected += side * side * 9 * (channels * width + width * width)
                channels = width
            }
        }
        let graph = try registry.backbone(named: "resnet\(depth)").graph()
        let cost = try graph.cost(inputs: ["image": [1, 3, 32, 32]])
        #expect(cost.multiplyAccumulates == expected)
    }

    @Test("Counters are left out of every layout, the wrapper's prefix is taken off")
    func keyLayouts() throws {
        let backbones = try ["resnet18", "resnet20"].map { try registry.backbone(named: $0) }
        let layouts = backbones.flatMap(\.keyLayouts)
        #expect(layouts.map(\.name) == ["torchvision", "timm", "akamaster"])
        for map in layouts.map(\.map) {
            #expect(map.applied(to: "bn1.num_batches_tracked") == nil)
            #expect(map.applied(to: "module.bn1.num_batches_tracked") == nil)
            #expect(map.applied(to: "module.conv1.weight") == "conv1.weight")
        }
        let akamaster = try #require(layouts.last).map
        #expect(akamaster.applied(to: "linear.weight") == "fc.weight")
        #expect(akamaster.applied(to: "module.linear.bias") == "fc.bias")
        #expect(akamaster.applied(to: "layer1.0.linear.bias") == "layer1.0.linear.bias")
    }

    @Test("Another number of classes changes the last layer only")
    func otherClasses() throws {
        let backbone = try registry.backbone(named: "resnet18")
        let thousand = try backbone.graph().parameters
        let ten = try backbone.graph(classCount: 10).parameters
        #expect(ten.dropLast(2) == thousand.dropLast(2))
        #expect(ten.suffix(2).map(\.shape) == [[10, 512], [10]])
        #expect(throws: BlueprintError.self) { try backbone.graph(classCount: 0) }
        #expect(throws: BlueprintError.self) { try backbone.graph(classCount: Int.max) }
    }
}
