import FrankenBytes
import FrankenCodec
import FrankenEdge
import FrankenEntropy
import FrankenGraph
import FrankenInference
import FrankenRuntime
import FrankenWeights
import Testing

@Suite("Split classifier")
struct SplitClassifierTests {
    /// The same stages one by one, with the public parts.
    private func expected(_ stream: [UInt8]) throws -> [Float] {
        let package = try SmallSplit.encoder.get()
        var symbols: [Int32] = []
        var latent: [Float] = []
        let shape = try package.decoder().decode(stream.span, into: &symbols).shape
        try package.tables.dequantize(symbols.span, shape: shape, into: &latent)
        let decoder = try PlanCompiler(SmallSplit.decoder()).plan(
            inputs: ["latent": [1, shape.channels, shape.height, shape.width]]
        )
        let features = try decoder.session().run([latent])[0]
        let tail = try PlanCompiler(SmallSplit.tail()).plan(
            inputs: ["features": [1, 12, shape.height, shape.width]]
        )
        return try tail.session().run([features])[0]
    }

    @Test("Logits are those of decoder and tail run one after the other")
    func logits() throws {
        let classifier = try SplitClassifier(
            SmallSplit.backbone(),
            encoder: SmallSplit.encoder.get()
        )
        var seen: Set<[Float]> = []
        for seed in 0..<3 {
            let stream = try SmallSplit.stream(of: SmallSplit.photo(seed))
            let (values, timings) = try classifier.logits(stream.span)
            #expect(try values == expected(stream))
            #expect(timings.total > .zero)
            seen.insert(values)
        }
        #expect(seen.count == 3)
    }

    @Test("Streams of other sizes are served by the same classifier, in any order")
    func sizes() throws {
        let classifier = try SplitClassifier(
            SmallSplit.backbone(),
            encoder: SmallSplit.encoder.get()
        )
        for side in [64, 96, 64, 128, 80, 72, 64] {
            let photo = try SmallSplit.photo(1, side: side)
            let stream = try SmallSplit.stream(of: photo, sizing: .native)
            #expect(try classifier.logits(stream.span).values == expected(stream))
        }
    }

    @Test("Classes are sorted, and named by the labels")
    func classes() throws {
        let labels = ClassLabels((0..<5).map { .init(id: "n\($0)", name: "thing \($0)") })
        let classifier = try SplitClassifier(
            SmallSplit.backbone(labels: labels),
            encoder: SmallSplit.encoder.get()
        )
        let stream = try SmallSplit.stream(of: SmallSplit.photo(1))
        let logits = try expected(stream)
        let best = try classifier.classify(stream.span, top: 2).predictions
        #expect(best.count == 2)
        #expect(best[0].index == logits.indices.max { logits[$0] < logits[$1] })
        #expect(best[0].label.name == "thing \(best[0].index)")
        #expect(best[0].probability >= best[1].probability)
    }

    @Test("A stream of another encoder is refused by name, and so is a damaged one")
    func foreignStreams() throws {
        let classifier = try SplitClassifier(
            SmallSplit.backbone(),
            encoder: SmallSplit.encoder.get()
        )
        let foreign = try SmallSplit.stream(
            of: SmallSplit.photo(1),
            encoder: SmallSplit.package(seed: 9)
        )
        let wrong = #expect(throws: BitstreamError.self) { try classifier.logits(foreign.span) }
        #expect(wrong?.code == .encoderMismatch)
        var damaged = try SmallSplit.stream(of: SmallSplit.photo(1))
        damaged[damaged.count - 3] ^= 4
        #expect(throws: BitstreamError.self) { try classifier.logits(damaged.span) }
        damaged.removeLast(5)
        #expect(throws: BitstreamError.self) { try classifier.logits(damaged.span) }
    }

    @Test("Parts that do not fit are refused before the first stream")
    func inconsistentParts() throws {
        let encoder = try SmallSplit.encoder.get()
        let wide = try SplitBackbone(
            name: "wide",
            decoder: SmallSplit.decoder(channels: 7),
            tail: SmallSplit.tail()
        )
        #expect(throws: SplitError(.inconsistent, "")) {
            try SplitClassifier(wide, encoder: encoder)
        }
        let turned = try SplitBackbone(
            name: "turned",
            decoder: SmallSplit.tail(),
            tail: SmallSplit.decoder()
        )
        #expect(throws: SplitError(.inconsistent, "")) {
            try SplitClassifier(turned, encoder: encoder)
        }
        let labels = ClassLabels([.init(id: "a", name: "a")])
        let named = try SmallSplit.backbone(labels: labels)
        #expect(throws: SplitError(.inconsistent, "")) {
            try SplitClassifier(named, encoder: encoder)
        }
    }

    @Test("Eight threads share one classifier")
    func threads() async throws {
        let classifier = try SplitClassifier(
            SmallSplit.backbone(),
            encoder: SmallSplit.encoder.get()
        )
        let streams = try (0..<4).map { try SmallSplit.stream(of: SmallSplit.photo($0)) }
        let expected = try streams.map { try self.expected($0) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let stream = streams[index % 4]
                    return try classifier.logits(stream.span).values == expected[index % 4]
                }
            }
            for try await equal in group { #expect(equal) }
        }
    }
}
