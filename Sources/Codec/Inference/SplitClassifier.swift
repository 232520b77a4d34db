internal import FrankenCodec
internal import FrankenEntropy
internal import FrankenImage
public import FrankenRuntime
internal import Synchronization

/// Bitstreams in, classes out: what runs on a server.
///
/// Thread-safe. Callers that come at once run side by side, each in memory of its own; the weights
/// are there once, also for other classifiers of the same ``CompiledCodec``.
public final class SplitClassifier: Sendable {
    /// Decoder, tail and labels, and the encoder whose streams are accepted.
    public let codec: SplitCodec
    /// Streams that one run takes.
    public let batch: Int
    private let compiled: CompiledCodec
    private let options: PlanOptions
    private let latents: LatentDecoder
    private let answers: AnswerSheet
    /// Compiled for the sizes of latents that were seen, the latest last.
    private let stages: Mutex<[Stages]>
    private let stageLimit = 4

    /// Decoder and tail compiled for latents of one shape.
    private struct Stages: Sendable {
        let latent: LatentShape
        let decoder: NetworkRunner
        let tail: NetworkRunner

        init(_ compiled: CompiledCodec, _ shape: LatentShape, _ batch: Int, _ options: PlanOptions)
            throws
        {
            let input = [batch, shape.channels, shape.height, shape.width]
            let features = try compiled.codec.featureShape(latent: input)
            latent = shape
            decoder = try NetworkRunner(compiled.decoders, input: input, options: options)
            tail = try NetworkRunner(compiled.tails, input: features, options: options)
        }

        /// Bytes that the sessions run in.
        var byteCount: Int { decoder.byteCount + tail.byteCount }
    }

    /// Compiles a codec.
    ///
    /// - Parameters:
    ///   - codec: The parts.
    ///   - batch: Streams that one run takes, 1 to 4096.
    ///   - options: Precision and threads.
    /// - Throws: As ``init(_:batch:options:)-(CompiledCodec,_,_)``.
    public convenience init(
        _ codec: SplitCodec,
        batch: Int = 1,
        options: PlanOptions = .init()
    ) throws {
        try self.init(CompiledCodec(codec), batch: batch, options: options)
    }

    /// Another classifier with weights that are packed already.
    ///
    /// The plan for images of the trained size is made here; others when their first stream comes.
    ///
    /// - Parameters:
    ///   - compiled: The parts.
    ///   - batch: Streams that one run takes, 1 to 4096.
    ///   - options: Precision and threads.
    /// - Throws: ``InferenceError`` for an impossible batch; `RuntimeError` naming the op.
    public init(
        _ compiled: CompiledCodec,
        batch: Int = 1,
        options: PlanOptions = .init()
    ) throws {
        try AnswerSheet.check(batch: batch)
        self.compiled = compiled
        self.batch = batch
        self.options = options
        codec = compiled.codec
        latents = codec.encoder.decoder()
        answers = AnswerSheet(
            name: codec.description.name,
            classCount: codec.classCount,
            labels: codec.labels
        )
        let shape = try codec.encoder.latentShape(of: codec.encoder.preprocessing.outputSize)
        stages = try Mutex([Stages(compiled, shape, batch, options)])
    }

    /// Bytes of the packed weights and of the memory that plans run in.
    ///
    /// Grows when a stream of another size comes, and when more callers come at once. Weights that
    /// are mapped from a file do not count: their pages are given back when they are packed.
    public var byteCount: Int {
        compiled.packedWeightByteCount + stages.withLock { $0.reduce(0) { $0 + $1.byteCount } }
    }

    /// The logits of one stream.
    ///
    /// - Parameter stream: A bitstream; it may be hostile.
    /// - Returns: One number per class, and how long each stage took.
    /// - Throws: `BitstreamError` for a stream that this encoder did not make, ``InferenceError``
    ///   when the backbone does not take images of its size or its numbers are none.
    public func logits(_ stream: Span<UInt8>) throws -> (values: [Float], timings: SplitTimings) {
        var timings = SplitTimings()
        var latent: [Float] = []
        let shape = try self.latent(of: stream, into: &latent, &timings)
        return (try logits([latent], shape, &timings)[0], timings)
    }

    /// The logits of several streams, of any sizes.
    ///
    /// - Parameter streams: Bitstreams; they may be hostile.
    /// - Returns: One row per stream, and how long each stage took for all of them.
    /// - Throws: As ``logits(_:)-(Span<UInt8>)``, for the first stream that is not right.
    public func logits(
        _ streams: [[UInt8]]
    ) throws -> (values: [[Float]], timings: SplitTimings) {
        var timings = SplitTimings()
        var rows: [[Float]] = []
        var waiting: (shape: LatentShape, latents: [[Float]])?
        for stream in streams {
            var latent: [Float] = []
            let span = stream.span
            let shape = try self.latent(of: span, into: &latent, &timings)
            if let ready = waiting, ready.shape != shape || ready.latents.count == batch {
                rows += try logits(ready.latents, ready.shape, &timings)
                waiting = nil
            }
            waiting = (shape, (waiting?.latents ?? []) + [latent])
        }
        if let ready = waiting { rows += try logits(ready.latents, ready.shape, &timings) }
        return (rows, timings)
    }

    /// The likeliest classes of one stream, likeliest first.
    ///
    /// - Parameters:
    ///   - stream: A bitstream; it may be hostile.
    ///   - top: How many classes to return.
    /// - Returns: The classes, and how long each stage took.
    /// - Throws: As ``logits(_:)-(Span<UInt8>)``.
    public func classify(
        _ stream: Span<UInt8>,
        top: Int = 5
    ) throws -> (predictions: [Prediction], timings: SplitTimings) {
        let (values, timings) = try logits(stream)
        return (answers.predictions(values, top: top), timings)
    }

    /// The likeliest classes of several streams, likeliest first.
    ///
    /// - Parameters:
    ///   - streams: Bitstreams; they may be hostile.
    ///   - top: How many classes to return for each.
    /// - Returns: The classes of each stream, and how long each stage took for all of them.
    /// - Throws: As ``logits(_:)-([[UInt8]])``.
    public func classify(
        _ streams: [[UInt8]],
        top: Int = 5
    ) throws -> (predictions: [[Prediction]], timings: SplitTimings) {
        let (rows, timings) = try logits(streams)
        return (rows.map { answers.predictions($0, top: top) }, timings)
    }

    private func latent(
        of stream: Span<UInt8>,
        into latent: inout [Float],
        _ timings: inout SplitTimings
    ) throws -> LatentShape {
        let start = ContinuousClock.now
        let shape = try latents.decode(stream, into: &latent).shape
        timings.entropy += .now - start
        return shape
    }

    /// Decoder and tail, on at most a batch of latents of one shape.
    private func logits(
        _ latents: [[Float]],
        _ shape: LatentShape,
        _ timings: inout SplitTimings
    ) throws -> [[Float]] {
        let stages = try stages(for: shape)
        let start = ContinuousClock.now
        let features = try stages.decoder.run(latents)
        let middle = ContinuousClock.now
        let logits = try stages.tail.run([features])
        timings.decoder += middle - start
        timings.tail += .now - middle
        return try answers.logits(logits, count: latents.count)
    }

    private func stages(for shape: LatentShape) throws -> Stages {
        try stages.withLock { known in
            if let index = known.firstIndex(where: { $0.latent == shape }) {
                known.append(known.remove(at: index))
            } else {
                let new = try Stages(compiled, shape, batch, options)
                if known.count == stageLimit { known.removeFirst() }
                known.append(new)
            }
            return known[known.count - 1]
        }
    }
}
