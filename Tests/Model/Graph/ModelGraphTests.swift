import FrankenGraph
import Testing

@Suite struct ModelGraphTests {
    private func residualStem() throws -> ModelGraph {
        var build = GraphBuilder("stem", input: "image", shape: [nil, 3, nil, nil])
        build.add("conv1", .conv(3, 8, kernel: 3, stride: 2, padding: 1, bias: false), to: "image")
        build.add("bn1", .batchNorm(8), to: "conv1")
        build.add("entry", .relu, to: "bn1")
        build.add("conv2", .conv(8, 8, kernel: 3, padding: 1), to: "entry")
        build.add("sum", .add, to: "conv2", "entry")
        build.add("pool", .globalPooling(.init()), to: "sum")
        build.add("flat", .flatten(.init()), to: "pool")
        build.add("logits", .linear(8, 4), to: "flat", prefix: "fc")
        return try build.graph(outputs: ["logits"])
    }

    @Test("shapes stay open where the input is open and close when it is given")
    func shapes() throws {
        let graph = try residualStem()
        #expect(try graph.shapes(inputs: [:])["sum"] == [nil, 8, nil, nil])
        let shapes = try graph.shapes(inputs: ["image": [2, 3, 33, 224]])
        #expect(shapes["sum"] == [2, 8, 17, 112])
        #expect(shapes["logits"] == [2, 4])
    }

    @Test("parameters come once, in order, under their prefix")
    func parameters() throws {
        let graph = try residualStem()
        #expect(
            graph.parameters.map(\.name) == [
                "conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var",
                "conv2.weight", "conv2.bias", "fc.weight", "fc.bias",
            ]
        )
        #expect(graph.parameters[0].shape == [8, 3, 3, 3])
        #expect(graph.parameterCount == 216 + 16 + 584 + 36)
    }

    @Test("multiply-accumulates count convolutions and linear layers")
    func cost() throws {
        let cost = try residualStem().cost(inputs: ["image": [1, 3, 8, 8]])
        #expect(cost.multiplyAccumulates == 16 * 216 + 16 * 576 + 32)
    }

    @Test("a cut gives two graphs whose nodes and parameters are the whole")
    func cut() throws {
        let graph = try residualStem()
        let (head, tail) = try graph.cut(at: "sum")
        #expect(head.outputs == ["sum"] && tail.inputs.map(\.name) == ["sum"])
        #expect(tail.inputs[0].shape == [nil, 8, nil, nil])
        #expect(head.nodes + tail.nodes == graph.nodes)
        #expect(head.parameters + tail.parameters == graph.parameters)
    }

    @Test("a cut with a path around it is refused and the path is named")
    func leakyCut() throws {
        let graph = try residualStem()
        #expect(throws: GraphError(.leakyCut, node: "sum", "")) {
            try graph.cut(at: "conv2")
        }
        #expect(throws: GraphError(.unknownValue, node: "layer9", "")) {
            try graph.cut(at: "layer9")
        }
        let tapped = try graph.tapping(["bn1", "logits"])
        #expect(throws: GraphError(.leakyCut, node: "bn1", "")) {
            try tapped.cut(at: "sum")
        }
        #expect(try tapped.cut(at: "bn1", "sum").tail.outputs == ["bn1", "logits"])
        let both = try graph.cut(at: "conv2", "entry")
        #expect(both.tail.inputs.count == 2)
    }

    @Test("text shows shapes, parameters and cost")
    func text() throws {
        let text = try residualStem().text(inputs: ["image": [1, 3, 8, 8]])
        #expect(text.contains("3 -> 8, 3x3 /2, pad 1"))
        #expect(text.contains("[1, 8, 4, 4]"))
        #expect(text.hasSuffix("852 parameters, 12,704 MACs, outputs logits\n"))
    }

    @Test("a size of nothing, a stranger's input and a wrong channel count are named")
    func wrongInputs() throws {
        let graph = try residualStem()
        #expect(throws: GraphError(.wrongInput, node: "image", "")) {
            try graph.shapes(inputs: ["image": [1, 4, 8, 8]])
        }
        #expect(throws: GraphError(.wrongInput, node: "photo", "")) {
            try graph.shapes(inputs: ["photo": [1, 3, 8, 8]])
        }
        #expect(throws: GraphError(.tooLarge, node: "image", "")) {
            try graph.shapes(inputs: ["image": [1, 3, 0, 8]])
        }
        #expect(throws: GraphError(.tooLarge, node: "image", "")) {
            try graph.shapes(inputs: ["image": [1 << 20, 3, 1 << 20, 1 << 20]])
        }
    }

    @Test(
        "an ill-formed graph is refused with the node's name",
        arguments: [
            (GraphError.Code.unknownValue, [ModelGraph.Node("a", .relu, ["b"])]),
            (.invalidName, [.init("x", .relu, ["x"])]),
            (.invalidName, [.init("a\u{1B}[2J", .relu, ["x"])]),
            (.wrongArity, [.init("a", .add, ["x"])]),
            (.shapeMismatch, [.init("a", .batchNorm(4), ["x"])]),
            (.shapeMismatch, [.init("a", .conv(4, 2, kernel: 3), ["x"])]),
            (.invalidAttribute, [.init("a", .conv(3, 4, kernel: 1, groups: 2), ["x"])]),
            (.invalidAttribute, [.init("a", .conv(3, 4, kernel: 0), ["x"])]),
            (.invalidAttribute, [.init("a", .conv(3, Int.max, kernel: 1), ["x"])]),
            (.invalidAttribute, [.init("a", .permute(.init([0, 0, 1, 2])), ["x"])]),
            (
                .parameterConflict,
                [
                    .init("a", .conv(3, 4, kernel: 1), ["x"], prefix: "p"),
                    .init("b", .conv(3, 5, kernel: 1), ["x"], prefix: "p"),
                ]
            ),
        ]
    )
    func illFormed(code: GraphError.Code, nodes: [ModelGraph.Node]) {
        let error = #expect(throws: GraphError.self) {
            try ModelGraph(
                name: "g",
                inputs: [.init(name: "x", shape: [nil, 3, nil, nil])],
                nodes: nodes,
                outputs: [nodes[0].name]
            )
        }
        #expect(error?.code == code)
    }
}
