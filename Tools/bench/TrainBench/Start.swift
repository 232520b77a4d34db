import FrankenBlueprint
import FrankenCodec
import FrankenEntropy
import FrankenFamilies
import FrankenGraph
import FrankenInference
import FrankenWeights

/// What both sides start from.
enum Start {
    /// ResNet-50 up to its second stage.
    static func teacher(path: String) throws -> Model {
        let blueprint = try BuiltInBlueprints.registry().backbone(named: "resnet50")
        let model = try Backbone(blueprint, weights: TensorStore.open(path: path)).model
        let head = try model.graph.cut(at: "layer2").head
        let tensors = try head.parameters.map { parameter in
            try MemoryTensor(
                name: parameter.name,
                shape: parameter.shape,
                floats: model.weights.floats(named: parameter.name)
            )
        }
        return try Model(graph: head, weights: TensorStore(inMemory: tensors))
    }

    static func encoder() throws -> Model { try .random(EncoderGraph.make(), seed: 1) }

    static func prior() throws -> FactorizedPrior {
        var generator = SystemRandom(state: 5)
        return try FactorizedPrior.initial(channelCount: 48, using: &generator)
    }

    /// Residual blocks 48-64-128, then two bottlenecks of 128 planes.
    static func decoder() throws -> Model {
        var build = GraphBuilder("decoder", input: "latent", shape: [nil, 48, nil, nil])
        var value = block("rb1", &build, "latent", 48, 64)
        value = block("rb2", &build, value, 64, 128)
        value = bottleneck("b1", &build, value, 128)
        value = bottleneck("b2", &build, value, 512)
        return try .random(build.graph(outputs: [value]), seed: 2)
    }

    private static func block(
        _ name: String,
        _ build: inout GraphBuilder,
        _ source: String,
        _ input: Int,
        _ output: Int
    ) -> String {
        let act = Op.activation(.init(.leakyRelu))
        var value = build.add(
            "\(name).conv1",
            .conv(input, output, kernel: 3, padding: 1),
            to: source
        )
        value = build.add("\(name).act1", act, to: value)
        value = build.add(
            "\(name).conv2",
            .conv(output, output, kernel: 3, padding: 1),
            to: value
        )
        value = build.add("\(name).act2", act, to: value)
        let skip = build.add("\(name).skip", .conv(input, output, kernel: 1), to: source)
        return build.add("\(name).sum", .add, to: value, skip)
    }

    private static func bottleneck(
        _ name: String,
        _ build: inout GraphBuilder,
        _ source: String,
        _ input: Int
    ) -> String {
        var value = source
        for (index, layer) in [(input, 128, 1), (128, 128, 3), (128, 512, 1)].enumerated() {
            value = build.add(
                "\(name).conv\(index + 1)",
                .conv(layer.0, layer.1, kernel: layer.2, padding: layer.2 / 2, bias: false),
                to: value
            )
            value = build.add("\(name).bn\(index + 1)", .batchNorm(layer.1), to: value)
            if index < 2 { value = build.add("\(name).relu\(index + 1)", .relu, to: value) }
        }
        var skip = source
        if input != 512 {
            skip = build.add(
                "\(name).project",
                .conv(input, 512, kernel: 1, bias: false),
                to: source
            )
            skip = build.add("\(name).bnProject", .batchNorm(512), to: skip)
        }
        let sum = build.add("\(name).sum", .add, to: value, skip)
        return build.add("\(name).out", .relu, to: sum)
    }

    private struct SystemRandom: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }
}

extension Model {
    func store(_ prefix: String) throws -> [MemoryTensor] {
        try graph.parameters.map { parameter in
            try MemoryTensor(
                name: prefix + parameter.name,
                shape: parameter.shape,
                floats: weights.floats(named: parameter.name)
            )
        }
    }
}
