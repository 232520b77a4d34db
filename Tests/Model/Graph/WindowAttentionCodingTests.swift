import FrankenBytes
import FrankenGraph
import Testing

@Suite("Two kinds of window attention in files")
struct WindowAttentionCodingTests {
    private func graph(_ scoring: WindowAttention.Scoring) throws -> ModelGraph {
        var build = GraphBuilder("attention", input: "x", shape: [nil, nil, nil, 8])
        build.add(
            "y",
            .windowAttention(
                .init(channels: 8, heads: 2, window: .init(3), shift: .init(1), scoring: scoring)
            ),
            to: "x"
        )
        return try build.graph(outputs: ["y"])
    }

    @Test("Both survive a file, and the usual one is written as before there were two")
    func roundTrip() throws {
        for scoring in [WindowAttention.Scoring.scaledDotProduct, .cosine] {
            let graph = try graph(scoring)
            let bytes = try StableJSONEncoder(.compact).encode(graph)
            #expect(try StrictJSONDecoder().decode(ModelGraph.self, from: bytes) == graph)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains("scoring") == (scoring == .cosine))
        }
        let plain = String(
            decoding: try StableJSONEncoder(.compact).encode(graph(.scaledDotProduct)),
            as: UTF8.self
        )
        let foreign = plain.replacing("\"heads\"", with: "\"scoring\": \"linear\", \"heads\"")
        #expect(throws: (any Error).self) {
            try StrictJSONDecoder().decode(ModelGraph.self, from: Array(foreign.utf8))
        }
    }

    @Test("The time of padding survives a file, is left out where it is the usual one, and is told")
    func padding() throws {
        let usual = try graph(.scaledDotProduct)
        let late = try usual.paddingWindows(.afterShift)
        #expect(late != usual && late.parameters == usual.parameters)
        #expect(try late.paddingWindows(.beforeShift) == usual)
        let bytes = try StableJSONEncoder(.compact).encode(late)
        #expect(try StrictJSONDecoder().decode(ModelGraph.self, from: bytes) == late)
        #expect(String(decoding: bytes, as: UTF8.self).contains("afterShift"))
        let plain = try StableJSONEncoder(.compact).encode(usual)
        #expect(!String(decoding: plain, as: UTF8.self).contains("padding"))
        #expect(try late.text().contains("padded after the shift"))
        // Windows of 3: weights from there have others for smaller maps.
        _ = try late.shapes(inputs: ["x": [1, 3, 4, 8]])
        #expect(throws: GraphError.self) { try late.shapes(inputs: ["x": [1, 2, 4, 8]]) }
        _ = try usual.shapes(inputs: ["x": [1, 2, 4, 8]])
    }

    @Test("Cosines need a scale per head and a network for the bias, no table")
    func parameters() throws {
        #expect(
            try graph(.cosine).parameters.suffix(4).map { "\($0.name) \($0.shape)" } == [
                "y.logit_scale [2]", "y.cpb_mlp.0.weight [512, 2]", "y.cpb_mlp.0.bias [512]",
                "y.cpb_mlp.2.weight [2, 512]",
            ]
        )
    }
}
