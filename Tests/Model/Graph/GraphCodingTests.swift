import FrankenBytes
import FrankenGraph
import Testing

@Suite struct GraphCodingTests {
    @Test("the sample holds every op this build knows")
    func completeness() throws {
        let kinds = Set(try GraphSamples.everyOp().nodes.map(\.op.kind))
        #expect(kinds == Set(Op.kinds))
    }

    @Test("a graph is the same after a round trip, and its bytes are too")
    func roundTrip() throws {
        let graph = try GraphSamples.everyOp()
        for layout in [StableJSONEncoder.Layout.compact, .pretty] {
            let encoder = StableJSONEncoder(layout)
            let bytes = try encoder.encode(graph)
            #expect(try encoder.encode(graph) == bytes)
            let decoded = try StrictJSONDecoder().decode(ModelGraph.self, from: bytes)
            #expect(decoded == graph)
            #expect(try encoder.encode(decoded) == bytes)
        }
    }

    @Test("the serialized form is the committed one, byte for byte")
    func golden() throws {
        let golden = try GraphSamples.golden()
        let graph = try StrictJSONDecoder().decode(ModelGraph.self, from: golden)
        #expect(graph == (try GraphSamples.everyOp()))
        #expect(try StableJSONEncoder(.pretty).encode(graph) == golden)
    }

    @Test("a prefix is written only where it is not the name")
    func prefixes() throws {
        let text = String(decoding: try GraphSamples.golden(), as: UTF8.self)
        #expect(text.contains(#""prefix": "stem.conv""#))
        #expect(text.split(separator: #""prefix""#).count == 2)
    }
}
