import FrankenGraph
import Testing

/// Graphs as a stranger would write them; what fuzzing found stays found.
@Suite("Graphs whose attributes overflow")
struct OverflowingGraphTests {
    private func graph(_ op: Op, shape: Shape) throws -> ModelGraph {
        try ModelGraph(
            name: "g",
            inputs: [.init(name: "x", shape: shape)],
            nodes: [.init("y", op, ["x"])],
            outputs: ["y"]
        )
    }

    @Test(
        "attributes that overflow a parameter's shape are refused before it is computed",
        arguments: [
            Op.windowAttention(.init(channels: .max, heads: 3, window: .init(7))),
            .windowAttention(.init(channels: 6, heads: 3, window: .init(.min))),
            .windowAttention(.init(channels: 6, heads: 3, window: .init(.max))),
            .transposedConvolution(.init(inChannels: 6, outChannels: .min, kernel: .init(1))),
            .conv(6, 6, kernel: .max, groups: .min),
            .linear(.max, .max),
        ]
    )
    func overflowingParameters(op: Op) {
        let error = #expect(throws: GraphError.self) { try graph(op, shape: [1, 14, 14, 6]) }
        #expect(error?.code == .invalidAttribute)
    }

    @Test("parameters too many to count show as the largest number")
    func saturatedCount() throws {
        let op = Op.conv(1 << 24, 1 << 24, kernel: 1 << 12)
        let graph = try graph(op, shape: [nil, nil, nil, nil])
        #expect(graph.parameterCount == .max)
        let text = try graph.text()
        #expect(text.contains("9,223,372,036,854,775,807"))
        #expect(!text.contains("-9"))
    }

    @Test("one node with many long names does not widen every line of the text")
    func wideNode() throws {
        let names = (0..<64).map { "n\($0)" + String(repeating: "x", count: 250) }
        var build = GraphBuilder("g", inputs: names.map { .init(name: $0, shape: [1, 2]) })
        build.add("joined", .concatenation(.init()), to: names[0], names[1], names[2])
        #expect(try build.graph(outputs: ["joined"]).text().contains(names[2]))
        let nodes =
            [ModelGraph.Node("joined", .concatenation(.init()), names)]
            + (0..<500).map { ModelGraph.Node("r\($0)", .relu, ["joined"]) }
        let graph = try ModelGraph(
            name: "g",
            inputs: names.map { .init(name: $0, shape: [1, 2]) },
            nodes: nodes,
            outputs: ["joined"]
        )
        let text = try graph.text()
        #expect(text.contains("and 60 more"))
        #expect(text.utf8.count < 2_048 * nodes.count)
    }
}
