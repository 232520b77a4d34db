internal import FrankenBlueprint
internal import FrankenCodec
internal import FrankenEdge
internal import FrankenEntropy
internal import FrankenGraph
internal import FrankenImage
internal import FrankenInference
internal import FrankenRuntime
internal import FrankenWeights
internal import FrankenZoo

extension Conformance {
    func latents(
        _ decoder: DecoderBlueprint,
        _ backbone: BackboneBlueprint,
        _ report: inout ConformanceReport
    ) throws {
        let graph = try decoder.graph()
        let tail = try backbone.graph().cut(at: decoder.splitPoint.value).tail
        let shapes = shapes(of: decoder, backbone)
        try compare(graph, tail, shapes, backbone)
        try refuseShapes(graph, shapes)
        let encoder = try UntrainedBundle.encoder(for: decoder, backbone, seed: options.seed)
        let classifier = try SplitClassifier(
            SplitCodec(
                SplitCodec.Description(name: backbone.name),
                encoder: encoder,
                decoder: .random(
                    decoder.graph(latentChannels: encoder.latents.channelCount),
                    seed: options.seed
                ),
                tail: .random(tail, seed: options.seed)
            )
        )
        let stream = try EdgeEncoder(encoder).encode(Self.photo())
        let logits = try classifier.logits(stream.span).values
        guard logits.count == backbone.classCount else {
            throw Broken("expected \(backbone.classCount) logits, found \(logits.count).")
        }
        let count = try refuseStreams(stream, classifier, decoder, backbone)
        report.note(
            "\(backbone.name)/\(decoder.name): \(shapes.values.map { "\($0)" }.joined()) to "
                + "\(logits.count) logits; \(count) wrong streams refused"
        )
    }

    /// The decoder's output is what the backbone has at the split point, in shape.
    private func compare(
        _ graph: ModelGraph,
        _ tail: ModelGraph,
        _ shapes: [String: Shape],
        _ backbone: BackboneBlueprint
    ) throws {
        let features = try graph.shapes(inputs: shapes)[DecoderConvention.output] ?? []
        let input = tail.inputs[0].name
        let wanted = try backbone.graph().shapes(inputs: self.shapes(of: backbone))[input] ?? []
        guard features == wanted else {
            throw Broken(
                "expected features \(wanted) as '\(input)' has them, found \(features). Correct "
                    + "the recipe's sizes or its split point."
            )
        }
        let logits = try tail.shapes(inputs: [input: features])[BackboneConvention.output]
        guard logits == [1, backbone.classCount] else {
            throw Broken("expected [1, \(backbone.classCount)] logits, found \(logits ?? []).")
        }
    }

    /// Latents of other channels or axes do not pass the graph, other counts not the plan.
    private func refuseShapes(_ graph: ModelGraph, _ shapes: [String: Shape]) throws {
        let input = DecoderConvention.input
        guard let right = shapes[input]?.known else { return }
        let wrong = [
            [right[0], right[1] + 1, right[2], right[3]],
            [right[0], right[1] - 1, right[2], right[3]], [right[0], right[1], right[2]],
            right + [1],
        ]
        for extents in wrong where (try? graph.shapes(inputs: [input: Shape(extents)])) != nil {
            throw Broken("expected the decoder to refuse a latent \(extents), it takes it.")
        }
        let session = try PlanCompiler(.random(graph, seed: options.seed)).plan(inputs: shapes)
            .session()
        let count = right.reduce(1, *)
        for count in [0, count - 1, count + 1]
        where (try? session.run([.init(repeating: 0, count: count)])) != nil {
            throw Broken("expected the plan to refuse \(count) numbers, it takes them.")
        }
    }

    /// Streams that are damaged, or of an encoder with other tables, give no classes.
    private func refuseStreams(
        _ stream: [UInt8],
        _ classifier: SplitClassifier,
        _ decoder: DecoderBlueprint,
        _ backbone: BackboneBlueprint
    ) throws -> Int {
        let other = try UntrainedBundle.encoder(
            for: decoder,
            backbone,
            seed: options.seed &+ 1
        )
        var wrong = [
            ("of another encoder and other tables", try EdgeEncoder(other).encode(Self.photo())),
            ("without its last byte", Array(stream.dropLast())), ("of no bytes", []),
        ]
        // The header, where encoder, tables and shape stand, and some of the payload.
        for index in [Int](0..<min(24, stream.count)) + [stream.count / 2, stream.count - 1] {
            var damaged = stream
            damaged[index] ^= 0x10
            wrong.append(("with a wrong byte \(index)", damaged))
        }
        for (what, stream) in wrong where (try? classifier.logits(stream.span)) != nil {
            throw Broken("expected a stream \(what) to be refused, it was classified.")
        }
        return wrong.count
    }

    /// A picture of slopes, which no encoder finds hard.
    static func photo() throws -> PixelImage {
        let side = 72
        return try PixelImage(
            width: side,
            height: side,
            rgb: (0..<side * side * 3).map { UInt8($0 / 3 % side * 3 + $0 % 3 * 12) }
        )
    }
}
