internal import FrankenBlueprint
public import FrankenData
public import FrankenImage
public import FrankenInference

/// Measures image codecs by what a backbone makes of the decoded images.
///
/// Every photo is resized and cropped as the backbone asks, in 8 bits; this crop is coded, and the
/// decoded pixels are normalized and classified. All codecs see the same crops.
///
/// - SeeAlso: Matsubara et al., "SC2 Benchmark", TMLR 2023: the protocol of its codec baselines.
public struct RateAccuracy: Sendable {
    /// One photo, coded.
    private struct Coded: Sendable {
        let label: Int
        let image: PreparedImage
        let byteCount: Int
        let pixelCount: Int
    }

    private let classifier: Classifier
    private let decoder: ImageDecoder
    private let normalization: Preprocessing

    /// A measurement.
    ///
    /// - Parameters:
    ///   - classifier: The backbone.
    ///   - decoder: How photo files are read.
    public init(of classifier: Classifier, decoder: ImageDecoder = ImageDecoder()) {
        self.classifier = classifier
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
    ///   - baseline: The codec; nil for photos that are not coded, of three bytes a pixel.
    ///   - data: The photos.
    ///   - threads: Photos coded at the same time.
    ///   - isCanceled: Asked between groups of photos.
    ///   - progress: Called after each group of photos with how many are done.
    /// - Returns: The figures; nil when it was canceled.
    /// - Throws: ``EvaluationError`` with code `.nothingMeasured`, or `InferenceError` or
    ///   `RuntimeError` when the network cannot run.
    public func measure(
        _ baseline: ImageBaseline?,
        on data: DataSet,
        threads: Int = 2,
        isCanceled: () -> Bool = { false },
        progress: (Int) -> Void = { _ in }
    ) async throws -> Measurement? {
        var measurement = Measurement()
        let group = classifier.batch
        for start in stride(from: 0, to: data.count, by: group) {
            if isCanceled() { return nil }
            let end = min(start + group, data.count)
            var coded: [Coded] = []
            for (index, result) in await code(data, start..<end, baseline, threads) {
                switch result {
                case .success(let photo): coded.append(photo)
                case .failure(let error):
                    measurement.skipped.append(
                        Accuracy.Skipped(path: data.name(at: index), reason: error.message)
                    )
                }
            }
            if !coded.isEmpty {
                let answers = try classifier.classify(coded.map(\.image), top: 5)
                for (photo, predictions) in zip(coded, answers) {
                    measurement.pixelCount = photo.pixelCount
                    measurement.add(
                        classes: predictions.map(\.index),
                        label: photo.label,
                        byteCount: photo.byteCount
                    )
                }
            }
            progress(end)
        }
        return try measurement.checked(photos: data.count)
    }

    private func code(
        _ data: DataSet,
        _ range: Range<Int>,
        _ baseline: ImageBaseline?,
        _ threads: Int
    ) async -> [(Int, Result<Coded, ImageError>)] {
        await withTaskGroup { group in
            var results: [(Int, Result<Coded, ImageError>)] = []
            var waiting = range.makeIterator()
            for _ in 0..<max(1, threads) {
                guard let index = waiting.next() else { break }
                group.addTask { (index, code(data, index, baseline)) }
            }
            while let result = await group.next() {
                results.append(result)
                guard let index = waiting.next() else { continue }
                group.addTask { (index, code(data, index, baseline)) }
            }
            return results.sorted { $0.0 < $1.0 }
        }
    }

    private func code(
        _ data: DataSet,
        _ index: Int,
        _ baseline: ImageBaseline?
    ) -> Result<Coded, ImageError> {
        Result { () throws(ImageError) in
            let image = try decoder.image(of: index, in: data)
            let crop = try classifier.backbone.preprocessing.croppedPixels(of: image)
            let pixelCount = crop.width * crop.height
            var (pixels, byteCount) = (crop, pixelCount * 3)
            if let baseline {
                let bytes = try baseline.encode(crop)
                pixels = try ImageDecoder.decode(bytes: bytes)
                byteCount = bytes.count
            }
            return Coded(
                label: data.label(at: index),
                image: try normalization.prepare(pixels),
                byteCount: byteCount,
                pixelCount: pixelCount
            )
        }
    }
}
