internal import FrankenBlueprint
internal import FrankenCodec
internal import FrankenData
internal import FrankenEdge
internal import FrankenEntropy
internal import FrankenGraph
internal import FrankenImage
internal import FrankenInference
internal import FrankenRecipes
internal import FrankenRuntime

/// Measures a codec as it would be used: images are coded, and the bytes classified.
package struct CodecEvaluator: Sendable {
    private let backbone: Backbone
    private var measuresPlain: Bool
    private let data: DataSet
    private let threads: Int
    private let precision: Precision
    /// The class of each image without the codec, as far as it is known.
    private var opinions: [Int: [Prediction]] = [:]

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
    ///   - product: The codec; the finest of several levels.
    ///   - levels: All of them, coarsest first; empty for a codec of one rate.
    ///   - isCanceled: Asked between images.
    /// - Returns: The figures; nil when it was canceled.
    /// - Throws: ``TrainingError`` with code `.noImages`, or what coding throws.
    package mutating func figures(
        of product: TrainedCodec,
        levels: [TrainedCodec],
        isCanceled: () -> Bool = { false }
    ) throws -> Figures? {
        guard !levels.isEmpty else { return try figures(of: product, isCanceled: isCanceled) }
        // What a level loses is told by the backbone's own answer, where photos have no labels.
        measuresPlain = true
        var all: [Figures] = []
        for level in levels {
            guard let figures = try figures(of: level, isCanceled: isCanceled) else { return nil }
            all.append(figures)
        }
        var finest = all.last
        finest?.levels = all
        return finest
    }

    /// The same of a codec of one rate.
    mutating func figures(
        of product: TrainedCodec,
        isCanceled: () -> Bool = { false }
    ) throws -> Figures? {
        let codec = product.codec
        let options = PlanOptions(precision: precision, threads: threads)
        let encoder = try EdgeEncoder(
            codec.encoder,
            options: EdgeOptions(precision: .fixed(precision), threads: threads)
        )
        let classifier = try SplitClassifier(codec, options: options)
        let isKnown = opinions.count == data.count
        let plain =
            measuresPlain && !isKnown ? try plainClassifier(codec.encoder, options) : nil
        let streams = codec.encoder.decoder()
        var size = SizeEstimate(codec.encoder.latents, prior: product.prior)
        var channels = ChannelTally(channels: codec.encoder.latents.channelCount)
        var (coded, uncoded) = (Tally(), Tally())
        var (bytes, agreed, skipped) = (0, 0, 0)
        for index in 0..<data.count {
            if isCanceled() { return nil }
            guard let image = try? image(at: index), let stream = try? encoder.encode(image) else {
                skipped += 1
                continue
            }
            let label = data.label(at: index)
            let span = stream.span
            let found = try classifier.classify(span, top: 5).predictions
            coded.add(found, label)
            if let plain, opinions[index] == nil {
                opinions[index] = try plain.classify([image], top: 5)[0]
            }
            if let opinion = opinions[index] {
                uncoded.add(opinion, label)
                if opinion.first?.index == found.first?.index { agreed += 1 }
            }
            var symbols: [Int32] = []
            let shape = try streams.decode(span, into: &symbols).shape
            channels.add(
                symbols,
                bits: try size.bitsPerChannel(of: symbols, shape: shape),
                planeCount: shape.planeCount
            )
            bytes += stream.count
        }
        guard coded.count > 0 else {
            throw TrainingError(
                .noImages,
                "None of the \(data.count) images for evaluation could be coded. Check the data."
            )
        }
        let count = Double(coded.count)
        return Figures(
            count: coded.count,
            skippedCount: skipped,
            top1: coded.top1,
            top5: coded.top5,
            meanBytes: Double(bytes) / count,
            estimatedBytes: channels.total / 8 / count,
            plain: measuresPlain ? Plain(top1: uncoded.top1, top5: uncoded.top5) : nil,
            agreement: measuresPlain ? Double(agreed) / count : nil,
            greyBytes: try encoder.encode(Self.grey(codec.encoder.preprocessing)).count,
            channels: channels.channels
        )
    }

    /// An image that says nothing, of the size that the encoder takes.
    private static func grey(_ preprocessing: Preprocessing) throws -> PixelImage {
        let side = preprocessing.outputSize
        return try PixelImage(
            width: side.width,
            height: side.height,
            rgb: [UInt8](repeating: 128, count: 3 * side.width * side.height)
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
