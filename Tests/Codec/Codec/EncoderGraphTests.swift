import FrankenCodec
import FrankenGraph
import Testing

@Suite("The encoder's graph")
struct EncoderGraphTests {
    private func cost(_ sizes: EncoderSizes, side: Int = 224) throws -> Cost {
        try EncoderGraph.make(sizes).cost(inputs: ["image": [1, 3, side, side]])
    }

    @Test("has 141,696 parameters and makes a latent of 48x28x28")
    func published() throws {
        let graph = try EncoderGraph.make()
        #expect(graph.parameterCount == 141_696)
        let shapes = try graph.shapes(inputs: ["image": [1, 3, 224, 224]])
        #expect(shapes[graph.outputs[0]] == [1, 48, 28, 28])
        let cost = try cost(.init())
        #expect((Double(cost.multiplyAccumulates) / 1e4).rounded() / 100 == 530.46)
    }

    @Test(
        "each layer has the published shape, parameters and work",
        arguments: [
            ("rb1.conv1", [48, 112, 112], 1_344, 16.26),
            ("rb1.conv2", [48, 112, 112], 20_784, 260.11),
            ("rb1.skip", [48, 112, 112], 192, 1.81), ("rb2.conv1", [64, 56, 56], 27_712, 86.70),
            ("rb2.conv2", [64, 56, 56], 36_928, 115.61), ("rb2.skip", [64, 56, 56], 3_136, 9.63),
            ("rb3.conv1", [48, 28, 28], 27_696, 21.68), ("rb3.conv2", [48, 28, 28], 20_784, 16.26),
            ("rb3.skip", [48, 28, 28], 3_120, 2.41),
        ] as [(String, [Int], Int, Double)]
    )
    func layer(name: String, shape: [Int], parameters: Int, megaMACs: Double) throws {
        let graph = try EncoderGraph.make()
        let shapes = try graph.shapes(inputs: ["image": [1, 3, 224, 224]])
        let node = try #require(graph.node(named: name))
        let output = try #require(shapes[name]?.known)
        #expect(output == [1] + shape)
        #expect(node.parameters.map { $0.shape.reduce(1, *) }.reduce(0, +) == parameters)
        let input = try #require(shapes[node.inputs[0]]?.known)
        let work = node.op.operation.multiplyAccumulates([input], output)
        #expect(abs(Double(work) / 1e6 - megaMACs) <= 0.005)
    }

    @Test(
        "the widths of the sweep have the published parameters and work",
        arguments: [
            (16, 24, 48, 44_328, 88.5), (32, 48, 48, 90_432, 275.2), (48, 64, 24, 110_712, 506.2),
            (48, 64, 48, 141_696, 530.5), (48, 64, 96, 234_768, 603.3),
            (64, 96, 48, 250_608, 991.7), (64, 96, 96, 359_040, 1_076.6),
            (96, 128, 48, 439_152, 1_988.8),
        ] as [(Int, Int, Int, Int, Double)]
    )
    func widths(first: Int, second: Int, latent: Int, parameters: Int, megaMACs: Double) throws {
        let cost = try cost(EncoderSizes(widths: (first, second), latentChannels: latent))
        #expect(cost.parameterCount == parameters)
        #expect((Double(cost.multiplyAccumulates) / 1e5).rounded() / 10 == megaMACs)
    }

    @Test("the inner activation changes no parameter, and nothing follows the sum")
    func activation() throws {
        let plain = try EncoderGraph.make(EncoderSizes(innerActivation: .identity))
        let graph = try EncoderGraph.make()
        #expect(plain.parameters == graph.parameters)
        #expect(plain.nodes.count == graph.nodes.count - 3)
        #expect(graph.node(named: graph.outputs[0])?.op == .add)
        #expect(plain.node(named: "rb2.conv2")?.inputs == ["rb2.conv1"])
        #expect(graph.node(named: "rb2.conv2")?.inputs == ["rb2.relu1"])
    }

    @Test("images of 32x32 get a latent of 8x8; a block that changes nothing has a plain skip")
    func small() throws {
        let graph = try EncoderGraph.make(.small)
        let shapes = try graph.shapes(inputs: ["image": [1, 3, 32, 32]])
        #expect(shapes[graph.outputs[0]] == [1, 48, 8, 8])
        let plain = try EncoderGraph.make(
            EncoderSizes(widths: (48, 48), latentChannels: 48, strides: [2, 1, 1])
        )
        #expect(plain.node(named: "rb2.skip") == nil)
        #expect(plain.node(named: "rb2.sum")?.inputs == ["rb2.relu2", "rb1.sum"])
    }

    @Test(
        "impossible sizes are refused",
        arguments: [
            EncoderSizes(strides: [2, 2]), EncoderSizes(strides: [2, 0, 2]),
            EncoderSizes(strides: [2, 2, 9]), EncoderSizes(widths: (0, 64)),
            EncoderSizes(widths: (48, 5000)), EncoderSizes(latentChannels: -1),
        ]
    )
    func impossible(sizes: EncoderSizes) {
        #expect(throws: CodecError(.invalidSizes, "")) { try EncoderGraph.make(sizes) }
    }
}
