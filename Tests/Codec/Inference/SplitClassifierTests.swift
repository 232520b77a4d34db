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
        try package.latents.dequantize(symbols.span, shape: shape, into: &latent)
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
        let classifier = try SplitClassifier(SmallSplit.codec())
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
        let classifier = try SplitClassifier(SmallSplit.codec())
        for side in [64, 96, 64, 128, 80, 72, 64] {
            let photo = try SmallSplit.photo(1, side: side)
            let stream = try SmallSplit.stream(of: photo, sizing: .native)
            #expect(try classifier.logits(stream.span).values == expected(stream))
        }
    }

    @Test("Classes are sorted, and named by the labels")
    func classes() throws {
        let labels = ClassLabels((0..<5).map { .init(id: "n\($0)", name: "thing \($0)") })
        let classifier = try SplitClassifier(SmallSplit.codec(labels: labels))
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
        let classifier = try SplitClassifier(SmallSplit.codec())
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
        #expect(throws: InferenceError(.inconsistent, "")) {
            try SplitCodec(
                SplitCodec.Description(name: "wide"),
                encoder: encoder,
                decoder: SmallSplit.decoder(channels: 7),
                tail: SmallSplit.tail()
            )
        }
        #expect(throws: InferenceError(.inconsistent, "")) {
            try SplitCodec(
                SplitCodec.Description(name: "turned"),
                encoder: encoder,
                decoder: SmallSplit.tail(),
                tail: SmallSplit.decoder()
            )
        }
        let labels = ClassLabels([.init(id: "a", name: "a")])
        #expect(throws: InferenceError(.inconsistent, "")) {
            try SmallSplit.codec(labels: labels)
        }
    }

    @Test("Streams in batches have the logits of streams one by one, whatever their sizes")
    func batches() throws {
        let classifier = try SplitClassifier(SmallSplit.codec(), batch: 3)
        let streams = try [64, 64, 96, 64, 64, 64, 64, 80].enumerated().map { seed, side in
            try SmallSplit.stream(of: SmallSplit.photo(seed, side: side), sizing: .native)
        }
        let (rows, timings) = try classifier.logits(streams)
        #expect(rows.count == streams.count)
        for (row, stream) in zip(rows, streams) {
            // Kernels for batches sum in another order, relative to the largest values.
            let single = try expected(stream)
            let difference = zip(row, single).map { abs($0 - $1) }.max() ?? 1
            #expect(difference <= 1e-4 * (single.map { abs($0) }.max() ?? 0))
        }
        #expect(timings.total > .zero)
        let best = try classifier.classify(streams, top: 1).predictions.map { $0[0].index }
        #expect(best == rows.map { row in row.indices.max { row[$0] < row[$1] } ?? -1 })
        #expect(try classifier.logits([]).values.isEmpty)
        for batch in [0, 4097] {
            #expect(throws: InferenceError(.invalidRequest, "")) {
                try SplitClassifier(SmallSplit.codec(), batch: batch)
            }
        }
        var damaged = streams
        damaged[4].removeLast(2)
        #expect(throws: BitstreamError.self) { try classifier.logits(damaged) }
    }

    @Test("Eight threads share one classifier")
    func threads() async throws {
        let classifier = try SplitClassifier(SmallSplit.codec())
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

    @Test("Two classifiers of one codec share its packed weights and answer at the same time")
    func sharing() async throws {
        let compiled = try CompiledCodec(SmallSplit.codec())
        let first = try SplitClassifier(compiled)
        let packed = compiled.packedWeightByteCount
        #expect(packed > 0)
        let second = try SplitClassifier(compiled)
        #expect(compiled.packedWeightByteCount == packed)
        #expect(first.byteCount - packed == second.byteCount - packed)
        let streams = try (0..<4).map { try SmallSplit.stream(of: SmallSplit.photo($0)) }
        let expected = try streams.map { try self.expected($0) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let stream = streams[index % 4]
                    let classifier = index < 32 ? first : second
                    return try classifier.logits(stream.span).values == expected[index % 4]
                }
            }
            for try await equal in group { #expect(equal) }
        }
        #expect(compiled.packedWeightByteCount == packed)
    }
}
