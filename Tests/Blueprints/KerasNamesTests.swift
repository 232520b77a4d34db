import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenImage
import FrankenTaxonomy
import FrankenWeights
import Testing

@Suite("ResNets as Keras has them")
struct KerasNamesTests {
    let registry: BlueprintRegistry

    init() throws {
        registry = try BuiltInBlueprints.registry()
    }

    @Test(
        "Keras's parameter counts, where moving statistics count",
        arguments: [("resnet50", 25_636_712), ("resnet101", 44_707_176), ("resnet152", 60_419_944)]
    )
    func counts(name: String, keras: Int) throws {
        let backbone = try registry.backbone(named: "\(name)-keras")
        let graph = try backbone.graph()
        let all = graph.parameters.map { $0.shape.reduce(1, *) }.reduce(0, +)
        #expect(all == keras)
        let statistics = graph.parameters.filter { $0.name.contains(".running_") }
        let moving = statistics.map { $0.shape.reduce(1, *) }.reduce(0, +)
        #expect(graph.parameterCount == keras - moving)
        #expect(backbone.relative.parameterCount == keras - moving)
    }

    @Test("Strides are on the first 1x1, convolutions have a bias, norms Keras's epsilon")
    func declarations() throws {
        let graph = try registry.backbone(named: "resnet50-keras").graph()
        var strided: [String] = []
        for node in graph.nodes {
            switch node.op {
            case .convolution(let convolution):
                #expect(convolution.bias, "\(node.name)")
                if convolution.stride != .init(1) { strided.append(node.name) }
            case .batchNormalization(let norm): #expect(norm.epsilon == 1.001e-5, "\(node.name)")
            default: break
            }
        }
        #expect(
            strided == ["conv1"]
                + (2...4).flatMap { ["layer\($0).0.conv1", "layer\($0).0.downsample.0"] }
        )
    }

    @Test("Names go to ours and back")
    func names() throws {
        let backbone = try registry.backbone(named: "resnet152-keras")
        let map = try backbone.keyLayout(named: "keras").map
        for (theirs, ours) in [
            ("conv1_conv/kernel", "conv1.weight"), ("conv1_bn/moving_variance", "bn1.running_var"),
            ("conv2_block1_0_conv/bias", "layer1.0.downsample.0.bias"),
            ("conv2_block1_0_bn/gamma", "layer1.0.downsample.1.weight"),
            ("conv4_block1_1_bn/beta", "layer3.0.bn1.bias"),
            ("conv4_block36_2_conv/kernel", "layer3.35.conv2.weight"),
            ("conv5_block3_3_bn/moving_mean", "layer4.2.bn3.running_mean"),
            ("predictions/kernel", "fc.weight"), ("predictions/bias", "fc.bias"),
        ] {
            #expect(map.applied(to: theirs) == ours)
            #expect(map.applied(to: theirs + ":0") == ours)
            #expect(map.applied(to: theirs.split(separator: "/").joined(separator: ".")) == ours)
            #expect(map.upstreamName(of: ours) == theirs)
        }
        let names = try backbone.graph().parameters.map(\.name)
        #expect(Set(names.compactMap(map.upstreamName(of:))).count == names.count)
    }

    @Test("Images are prepared as Caffe did: blue first, 0 to 255, means taken off")
    func preprocessing() throws {
        let preprocessing = try registry.backbone(named: "resnet50-keras").preprocessing
        #expect(preprocessing.channelOrder == .bgr)
        #expect(preprocessing.divisor == 1)
        #expect(preprocessing.mean == [103.939, 116.779, 123.68])
        #expect(preprocessing.standardDeviation == [1, 1, 1])
    }
}
