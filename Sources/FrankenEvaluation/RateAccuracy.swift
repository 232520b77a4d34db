internal import FrankenBlueprint
public import FrankenData
public import FrankenImage
public import FrankenPipeline

/// Measures image codecs by what a backbone makes of the decoded images.
///
/// Every photo is resized and cropped as the backbone asks, in 8 bits; this crop is coded, and the
/// decoded pixels are normalized and classified. All codecs see the same crops.
///
/// - SeeAlso: Matsubara et al., "SC2 Benchmark", TMLR 2023: the protocol of its codec baselines.
public struct RateAccuracy: Sendable {
    private struct Tally {
        var byteCount = 0
        var top1Count = 0
        var top5Count = 0
    }

    /// One photo, coded in every way: prepared images and byte counts, the uncompressed one first.
    private struct Coded: Sendable {
        let label: Int
        let images: [PreparedImage]
        let byteCounts: [Int]
        let size: PixelSize
    }

    private let classifier: Classifier
    private let baselines: [ImageBaseline]
    private let decoder: ImageDecoder
    private let normalization: Preprocessing

    /// A measurement.
    ///
    /// - Parameters:
    ///   - classifier: The backbone.
    ///   - baselines: The codecs.
    ///   - decoder: Limits on photos.
    public init(
        of classifier: Classifier,
        baselines: [ImageBaseline],
        decoder: ImageDecoder = ImageDecoder()
    ) {
        self.classifier = classifier
        self.baselines = baselines
        self.decoder = decoder
        var normalization = classifier.backbone.preprocessing
        normalization.resize = .none
        normalization.crop = nil
        self.normalization = normalization
    }

    /// Codes and classifies every photo.
    ///
    /// A photo that cannot be decoded is skipped, counted and named.
    ///
    /// - Parameters:
    ///   - data: The photos.
    ///   - name: Where they come from, for the report.
    ///   - threads: Photos coded at the same time.
    ///   - progress: Called after each group of photos with how many are done.
    /// - Returns: The figures.
    /// - Throws: ``EvaluationError`` with code `.nothingMeasured`, or `PipelineError` or
    ///   `RuntimeError` when the network cannot run.
    public func measure(
        _ data: DataSet,
        name: String,
        threads: Int = 2,
        progress: (Int) -> Void = { _ in }
    ) async throws -> RateAccuracyReport {
        var tallies = [Tally](repeating: Tally(), count: baselines.count + 1)
        var skipped: [Accuracy.Skipped] = []
        var count = 0
        var size = PixelSize(width: 0, height: 0)
        let group = max(classifier.batch, threads, 1)
        for start in stride(from: 0, to: data.count, by: group) {
            var coded: [Coded] = []
            let results = await code(data, start..<min(start + group, data.count), threads)
            for (index, result) in results {
                switch result {
                case .success(let photo): coded.append(photo)
                case .failure(let error):
                    skipped.append(
                        Accuracy.Skipped(path: data.name(at: index), reason: error.message)
                    )
                }
            }
            for way in tallies.indices where !coded.isEmpty {
                let answers = try classifier.classify(coded.map { $0.images[way] }, top: 5)
                for (photo, predictions) in zip(coded, answers) {
                    tallies[way].byteCount += photo.byteCounts[way]
                    if predictions.first?.index == photo.label { tallies[way].top1Count += 1 }
                    if predictions.contains(where: { $0.index == photo.label }) {
                        tallies[way].top5Count += 1
                    }
                }
            }
            count += coded.count
            if let first = coded.first { size = first.size }
            progress(min(start + group, data.count))
        }
        guard count > 0 else {
            throw EvaluationError(
                .nothingMeasured,
                """
                None of the \(data.count) photos of '\(name)' could be read. The first: \
                \(skipped.first?.reason ?? "")
                """
            )
        }
        let points = tallies.enumerated().map { way, tally in
            let baseline = way == 0 ? nil : baselines[way - 1]
            return RateAccuracyReport.Point(
                method: baseline?.method ?? "uncompressed",
                setting: (baseline?.quality).map(Double.init),
                name: baseline?.name ?? "uncompressed",
                n: count,
                byteCount: tally.byteCount,
                pixelCount: size.width * size.height,
                top1Count: tally.top1Count,
                top5Count: tally.top5Count
            )
        }
        return RateAccuracyReport(
            backbone: classifier.backbone.blueprint.name,
            data: name,
            side: [size.width, size.height],
            points: points,
            skipped: skipped
        )
    }

    private func code(
        _ data: DataSet,
        _ range: Range<Int>,
        _ threads: Int
    ) async -> [(Int, Result<Coded, ImageError>)] {
        await withTaskGroup { group in
            var results: [(Int, Result<Coded, ImageError>)] = []
            var waiting = range.makeIterator()
            for _ in 0..<max(1, threads) {
                guard let index = waiting.next() else { break }
                group.addTask { (index, code(data, index)) }
            }
            while let result = await group.next() {
                results.append(result)
                guard let index = waiting.next() else { continue }
                group.addTask { (index, code(data, index)) }
            }
            return results.sorted { $0.0 < $1.0 }
        }
    }

    private func code(_ data: DataSet, _ index: Int) -> Result<Coded, ImageError> {
        Result { () throws(ImageError) in
            let image: PixelImage
            do throws(DataError) {
                switch try data.content(at: index) {
                case .file(let bytes): image = try Self.decode(bytes, decoder)
                case .pixels(let pixels): image = pixels
                }
            } catch {
                throw ImageError(.unreadableFile, error.message)
            }
            let crop = try classifier.backbone.preprocessing.croppedPixels(of: image)
            var images = [try normalization.prepare(crop)]
            var byteCounts = [crop.width * crop.height * 3]
            for baseline in baselines {
                let bytes = try baseline.encode(crop)
                images.append(try normalization.prepare(ImageDecoder.decode(bytes: bytes)))
                byteCounts.append(bytes.count)
            }
            return Coded(
                label: data.label(at: index),
                images: images,
                byteCounts: byteCounts,
                size: PixelSize(width: crop.width, height: crop.height)
            )
        }
    }

    private static func decode(
        _ bytes: [UInt8],
        _ decoder: ImageDecoder
    ) throws(DataError) -> PixelImage {
        do throws(ImageError) {
            return try decoder.decode(bytes.span)
        } catch {
            throw DataError(.unreadable, error.message)
        }
    }
}
