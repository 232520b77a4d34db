public import FrankenCodec
internal import FrankenEntropy
internal import FrankenGraph
internal import FrankenImage
public import FrankenRuntime
internal import Synchronization

/// Bitstreams in, classes out: what runs on a server.
///
/// Thread-safe. Calls for images of one size wait for each other; for more at a time, make one
/// classifier per thread.
public final class SplitClassifier: Sendable {
    /// Decoder, tail and labels.
    public let backbone: SplitBackbone
    /// What streams are accepted.
    public let encoder: EncoderDescription
    private let tables: EntropyTables
    private let latents: LatentDecoder
    private let decoders: PlanCompiler
    private let tails: PlanCompiler
    private let options: PlanOptions
    /// Compiled for the sizes of latents that were seen, the latest last.
    private let stages: Mutex<[SplitStages]>
    private let stageLimit = 4

    /// Compiles a backbone for the streams of an encoder.
    ///
    /// The plan for images of the trained size is made here; others when their first stream comes.
    ///
    /// - Parameters:
    ///   - backbone: Decoder, tail and labels.
    ///   - encoder: The package whose streams are accepted.
    ///   - options: Precision and threads.
    /// - Throws: ``SplitError`` when the parts do not fit; `RuntimeError` naming the op.
    public init(
        _ backbone: SplitBackbone,
        encoder: EncoderPackage,
        options: PlanOptions = .init()
    ) throws {
        self.backbone = backbone
        self.encoder = encoder.description
        self.options = options
        tables = encoder.tables
        latents = encoder.decoder()
        decoders = try PlanCompiler(backbone.decoder)
        tails = try PlanCompiler(backbone.tail)
        let shape = try encoder.latentShape(of: encoder.preprocessing.outputSize)
        stages = try Mutex([
            SplitStages(backbone, decoders, tails, latent: shape, options: options)
        ])
    }

    /// Bytes of the packed weights and of the memory that plans run in.
    ///
    /// Grows when a stream of another size comes. Weights that are mapped from a file do not count:
    /// their pages are given back when they are packed.
    public var byteCount: Int {
        decoders.packedWeightByteCount + tails.packedWeightByteCount
            + stages.withLock { $0.reduce(0) { $0 + $1.byteCount } }
    }

    /// The logits of one stream.
    ///
    /// - Parameter stream: A bitstream; it may be hostile.
    /// - Returns: One number per class, and how long each stage took.
    /// - Throws: `BitstreamError` for a stream that this encoder did not make, ``SplitError`` when
    ///   the backbone does not take images of its size or its numbers are none.
    public func logits(_ stream: Span<UInt8>) throws -> (values: [Float], timings: SplitTimings) {
        var timings = SplitTimings()
        let clock = ContinuousClock()
        var symbols: [Int32] = []
        var latent: [Float] = []
        var start = clock.now
        let shape = try latents.decode(stream, into: &symbols).shape
        let span = symbols.span
        try tables.dequantize(span, shape: shape, into: &latent)
        timings.entropy = clock.now - start
        let stages = try stages(for: shape)
        start = clock.now
        let features = try stages.decoder.run([latent])[0]
        timings.decoder = clock.now - start
        start = clock.now
        let logits = try stages.tail.run([features])[0]
        timings.tail = clock.now - start
        guard logits.allSatisfy(\.isFinite) else {
            throw SplitError(
                .notFinite,
                "\(backbone.name): the network gave values that are infinite or not numbers. "
                    + "Run 'zoo verify', or use f32."
            )
        }
        return (logits, timings)
    }

    /// The likeliest classes of one stream, likeliest first.
    ///
    /// - Parameters:
    ///   - stream: A bitstream; it may be hostile.
    ///   - top: How many classes to return.
    /// - Returns: The classes, and how long each stage took.
    /// - Throws: As ``logits(_:)``.
    public func classify(
        _ stream: Span<UInt8>,
        top: Int = 5
    ) throws -> (predictions: [Prediction], timings: SplitTimings) {
        let (values, timings) = try logits(stream)
        return (Prediction.top(top, of: values, labels: backbone.labels), timings)
    }

    private func stages(for shape: LatentShape) throws -> SplitStages {
        try stages.withLock { known in
            if let index = known.firstIndex(where: { $0.latent == shape }) {
                known.append(known.remove(at: index))
            } else {
                let new = try SplitStages(
                    backbone,
                    decoders,
                    tails,
                    latent: shape,
                    options: options
                )
                if known.count == stageLimit { known.removeFirst() }
                known.append(new)
            }
            return known[known.count - 1]
        }
    }
}
