internal import FrankenBlueprint
internal import FrankenCodec
internal import FrankenData
internal import FrankenEdge
internal import FrankenGraph
internal import FrankenPipeline
internal import FrankenRecipes
internal import FrankenRuntime
internal import FrankenSplit

/// Measures a codec as it would be used: images are coded, and the bytes classified.
public struct CodecEvaluator: Sendable {
    /// What came out.
    public struct Figures: Sendable, Hashable {
        /// Images that were coded and classified.
        public let count: Int
        /// Images that could not be.
        public let skippedCount: Int
        /// The share whose class came first.
        public let top1: Double
        /// The share whose class came among the first five.
        public let top5: Double
        /// Bytes of a stream, its header included, on average.
        public let meanBytes: Double

        /// Kilobytes of 1,024, on average.
        public var kilobytes: Double { meanBytes / 1024 }

        /// For a log.
        public var values: [String: Double] {
            [
                "top1": top1, "top5": top5, "kilobytes": kilobytes, "images": Double(count),
            ]
        }
    }

    private let name: String
    private let tail: Model
    private let data: DataSet
    private let threads: Int
    private let precision: Precision

    /// An evaluator of codecs for one backbone.
    ///
    /// - Parameters:
    ///   - setup: The backbone, its split point and the images.
    ///   - isFinal: Whether the evaluation images are used, and single precision even where the
    ///     recipe trains in less; otherwise the images held out.
    init(_ setup: TrainingSetup, isFinal: Bool) {
        data = isFinal ? setup.evaluation ?? setup.heldOut : setup.heldOut
        name = setup.backbone.blueprint.name
        tail = setup.tail
        threads = setup.threads
        precision = isFinal ? .float32 : setup.recipe.precision.plan.supported
    }

    /// Codes and classifies every image.
    ///
    /// - Parameters:
    ///   - product: The codec.
    ///   - isCanceled: Asked between images.
    /// - Returns: The figures; nil when it was canceled.
    /// - Throws: ``TrainerError`` with code `.noImages`, or what coding throws.
    public func figures(
        of product: TrainingProduct,
        isCanceled: () -> Bool = { false }
    ) throws -> Figures? {
        let encoder = try EdgeEncoder(
            product.encoder,
            options: EdgeOptions(
                precision: .fixed(precision),
                threads: threads,
                jpegDecoding: .full
            )
        )
        let classifier = try SplitClassifier(
            SplitBackbone(name: name, decoder: product.decoder, tail: tail),
            encoder: product.encoder,
            options: PlanOptions(precision: precision, threads: threads)
        )
        var (count, first, five, bytes, skipped) = (0, 0, 0, 0, 0)
        for index in 0..<data.count {
            if isCanceled() { return nil }
            guard let stream = try? stream(of: index, encoder) else {
                skipped += 1
                continue
            }
            let best = try classifier.classify(stream.span, top: 5).predictions.map(\.index)
            let label = data.label(at: index)
            count += 1
            bytes += stream.count
            if best.first == label { first += 1 }
            if best.contains(label) { five += 1 }
        }
        guard count > 0 else {
            throw TrainerError(
                .noImages,
                "None of the \(data.count) images for evaluation could be coded. Check the data."
            )
        }
        return Figures(
            count: count,
            skippedCount: skipped,
            top1: Double(first) / Double(count),
            top5: Double(five) / Double(count),
            meanBytes: Double(bytes) / Double(count)
        )
    }

    private func stream(of index: Int, _ encoder: EdgeEncoder) throws -> [UInt8] {
        switch try data.content(at: index) {
        case .file(let bytes): try encoder.encode(file: bytes)
        case .pixels(let image): try encoder.encode(image)
        }
    }
}
