internal import FrankenBlueprint
internal import FrankenCodec
internal import FrankenData
internal import FrankenEdge
public import FrankenEntropy
internal import FrankenGraph
internal import FrankenImage
public import FrankenInference
internal import FrankenRecipes
internal import FrankenRuntime

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
        /// Bytes of a stream without its header that the learned distribution promises, on average.
        public let estimatedBytes: Double
        /// The same shares without the codec, of the same pixels; nil when that was not measured.
        public let plain: Plain?

        /// Bytes of a stream's header, which are in ``meanBytes`` alone.
        public static var headerBytes: Int { BitstreamHeader.byteCount }

        /// Kilobytes of 1,024, on average.
        public var kilobytes: Double { meanBytes / 1024 }

        /// For a log.
        public var values: [String: Double] {
            var values = [
                "top1": top1, "top5": top5, "kilobytes": kilobytes, "images": Double(count),
                "bytes": meanBytes, "estimatedBytes": estimatedBytes,
                "headerBytes": Double(Self.headerBytes),
            ]
            if skippedCount > 0 { values["skipped"] = Double(skippedCount) }
            values["plainTop1"] = plain?.top1
            values["plainTop5"] = plain?.top5
            return values
        }
    }

    /// How good the backbone is without the codec.
    public struct Plain: Sendable, Hashable {
        /// The share whose class came first.
        public let top1: Double
        /// The share whose class came among the first five.
        public let top5: Double
    }

    private let backbone: Backbone
    private let measuresPlain: Bool
    private let data: DataSet
    private let threads: Int
    private let precision: Precision

    /// An evaluator of codecs for one backbone.
    ///
    /// - Parameters:
    ///   - setup: The backbone, its split point and the images.
    ///   - isFinal: Whether the evaluation images are used, and single precision even where the
    ///     recipe trains in less, and the backbone is measured without the codec as well; otherwise
    ///     the images held out.
    init(_ setup: TrainingSetup, isFinal: Bool) {
        data = isFinal ? setup.evaluation ?? setup.heldOut : setup.heldOut
        backbone = setup.backbone
        measuresPlain = isFinal
        threads = setup.threads
        precision = isFinal ? .float32 : setup.recipe.precision.plan.supported
    }

    /// Codes and classifies every image.
    ///
    /// - Parameters:
    ///   - product: The codec.
    ///   - prior: What its tables were made from; nil for an encoder that was trained elsewhere.
    ///   - isCanceled: Asked between images.
    /// - Returns: The figures; nil when it was canceled.
    /// - Throws: ``TrainerError`` with code `.noImages`, or what coding throws.
    public func figures(
        of product: SplitCodec,
        prior: FactorizedPrior? = nil,
        isCanceled: () -> Bool = { false }
    ) throws -> Figures? {
        let options = PlanOptions(precision: precision, threads: threads)
        let encoder = try EdgeEncoder(
            product.encoder,
            options: EdgeOptions(precision: .fixed(precision), threads: threads)
        )
        let classifier = try SplitClassifier(
            product,
            options: options
        )
        let plain = measuresPlain ? try plainClassifier(product.encoder, options) : nil
        let streams = product.encoder.decoder()
        var size = SizeEstimate(product.encoder.latents, prior: prior)
        var (coded, uncoded) = (Tally(), Tally())
        var (bytes, bits, skipped) = (0, 0.0, 0)
        for index in 0..<data.count {
            if isCanceled() { return nil }
            guard let image = try? image(at: index), let stream = try? encoder.encode(image) else {
                skipped += 1
                continue
            }
            let label = data.label(at: index)
            let span = stream.span
            coded.add(try classifier.classify(span, top: 5).predictions, label)
            if let plain { uncoded.add(try plain.classify([image], top: 5)[0], label) }
            var symbols: [Int32] = []
            let shape = try streams.decode(span, into: &symbols).shape
            bits += try size.bits(of: symbols, shape: shape)
            bytes += stream.count
        }
        guard coded.count > 0 else {
            throw TrainerError(
                .noImages,
                "None of the \(data.count) images for evaluation could be coded. Check the data."
            )
        }
        return Figures(
            count: coded.count,
            skippedCount: skipped,
            top1: coded.top1,
            top5: coded.top5,
            meanBytes: Double(bytes) / Double(coded.count),
            estimatedBytes: bits / 8 / Double(coded.count),
            plain: plain == nil ? nil : Plain(top1: uncoded.top1, top5: uncoded.top5)
        )
    }

    /// The backbone on the pixels that the encoder sees: only the codec is between both figures.
    private func plainClassifier(
        _ encoder: EncoderPackage,
        _ options: PlanOptions
    ) throws -> Classifier {
        var backbone = backbone
        backbone.preprocessing = encoder.preprocessing
        return try Classifier(backbone, options: options)
    }

    private func image(at index: Int) throws -> PixelImage {
        switch try data.content(at: index) {
        case .file(let bytes): try ImageDecoder().decode(bytes.span)
        case .pixels(let image): image
        }
    }

    /// How many images were classified right.
    private struct Tally {
        var count = 0
        private var (first, five) = (0, 0)

        var top1: Double { Double(first) / Double(max(count, 1)) }
        var top5: Double { Double(five) / Double(max(count, 1)) }

        mutating func add(_ predictions: [Prediction], _ label: Int) {
            count += 1
            if predictions.first?.index == label { first += 1 }
            if predictions.prefix(5).contains(where: { $0.index == label }) { five += 1 }
        }
    }
}
