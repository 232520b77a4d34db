import FrankenBlueprint
import FrankenCommands
import FrankenData
import FrankenEvaluation
import FrankenImage
import FrankenInference
import FrankenRuntime

/// Measures one setting after the other; what is known is written before the next one begins.
struct CurveMeasurement {
    let options: RateAccuracyOptions
    let plan: PlanOptions
    let batch: Int
    let resize: ResizeRule?
    /// How photo files are read.
    let reading: ImageDecoder
    /// Settings that will be measured, or are known.
    let total: Int
    private let known: [RatePoint]
    private var data: LabelledData
    private(set) var report: RateAccuracyReport
    private var done = 0

    /// - Throws: `Failure` for a table that is none.
    init(
        _ options: RateAccuracyOptions,
        images: String,
        plan: PlanOptions,
        batch: Int,
        resize: Int?,
        reading: ImageDecoder,
        total: Int
    ) throws {
        self.options = options
        self.plan = plan
        self.batch = batch
        self.resize = resize.map { .shorterSide($0) }
        self.reading = reading
        self.total = total
        known = try options.known()
        data = LabelledData(
            path: images,
            limit: options.limit,
            maximumBytes: reading.limits.maximumBytes
        )
        report = RateAccuracyReport(data: data.name)
    }

    /// Measures what a backbone makes of photos, as they are and after each image codec.
    ///
    /// - Returns: Whether it came to its end.
    mutating func measure(_ entry: EvaluationBackbones.Entry) async throws -> Bool {
        let backbone = entry.backbone
        let photos = try photos(labels: backbone.labels, classCount: backbone.classCount)
        let digest = try entry.digest()
        var classifier: Classifier?
        for baseline in try options.baselines() {
            let key = RatePoint.Key(
                data: "\(photos.digest)",
                backbone: "\(digest)",
                preparation: preparation(backbone.preprocessing),
                method: baseline?.method ?? RatePoint.uncompressed,
                setting: (baseline?.quality).map(Double.init)
            )
            if skip(key) { continue }
            let ready = try classifier ?? Classifier(backbone, batch: batch, options: plan)
            classifier = ready
            let name = baseline?.name ?? RatePoint.uncompressed
            var progress = SettingProgress(name, done + 1, of: total, photos: photos.data.count)
            let measurement = try await RateAccuracy(of: ready, decoder: reading).measure(
                baseline,
                on: photos.data,
                threads: plan.threads,
                isCanceled: { Interruption.isAsked },
                progress: { progress.update($0) }
            )
            guard let measurement else { return false }
            let relative = backbone.blueprint.name
            try add(RatePoint(key, backbone: relative, name: name, measurement), measurement)
            progress.end(report.points.last)
        }
        return true
    }

    /// Measures a learned codec.
    ///
    /// - Parameters:
    ///   - entry: What is measured, and its place in the chart.
    ///   - labels: What its classes are called where it does not say.
    /// - Returns: Whether it came to its end.
    /// - Throws: What coding, or writing the files, throws.
    mutating func measure(_ entry: CodecOptions.Entry, labels: ClassLabels?) throws -> Bool {
        let codec = entry.codec
        let (name, count) = (codec.description.name, codec.classCount)
        let fallback = labels.flatMap { $0.labels.count == count ? $0 : nil }
        let photos = try photos(
            labels: codec.labels ?? fallback ?? (count == 1000 ? .imagenet : nil),
            classCount: count
        )
        let accuracy = try CodecAccuracy(
            of: codec,
            resize: resize,
            options: plan,
            decoder: reading
        )
        let key = RatePoint.Key(
            data: "\(photos.digest)",
            backbone: codec.description.digest.map { "\($0)" } ?? name,
            preparation: preparation(accuracy.preprocessing),
            method: entry.method,
            setting: entry.setting
        )
        if skip(key) { return true }
        var progress = SettingProgress(name, done + 1, of: total, photos: photos.data.count)
        let measurement = try accuracy.measure(
            photos.data,
            isCanceled: { Interruption.isAsked },
            progress: { progress.update($0) }
        )
        guard let measurement else { return false }
        let point = RatePoint(key, backbone: codec.description.backbone, name: name, measurement)
        try add(point, measurement)
        progress.end(point)
        return true
    }

    /// Writes the files once more, when everything is known or nothing more will be.
    mutating func finish(isComplete: Bool) throws {
        report.isComplete = isComplete
        try options.write(report, keeping: known, isLast: true)
    }

    /// The photos, and once what is none.
    private mutating func photos(
        labels: ClassLabels?,
        classCount: Int
    ) throws -> LabelledData.Photos {
        let photos = try data.photos(labels: labels, classCount: classCount)
        if report.skipped.isEmpty {
            report.skipped = photos.data.leftOut.map { .init(path: $0.name, reason: $0.reason) }
        }
        return photos
    }

    /// Takes a point that is known already.
    private mutating func skip(_ key: RatePoint.Key) -> Bool {
        guard let point = known.last(where: { $0.key == key }) else { return false }
        done += 1
        if !report.points.contains(where: { $0.key == key }) { report.points.append(point) }
        return true
    }

    private mutating func add(_ point: RatePoint, _ measurement: Measurement) throws {
        done += 1
        report.points.append(point)
        for photo in measurement.skipped where !report.skipped.contains(photo) {
            report.skipped.append(photo)
        }
        try options.write(report, keeping: known, isLast: false)
    }

    /// `resize 256, crop 224 x 224, bilinear, f32`.
    private func preparation(_ preprocessing: Preprocessing) -> String {
        let resize =
            switch preprocessing.resize {
            case .none: "no resize"
            case .shorterSide(let side): "resize \(side)"
            case .exact(let width, let height): "resize \(width) x \(height)"
            }
        let crop = preprocessing.crop.map { "crop \($0.width) x \($0.height)" } ?? "no crop"
        let precision = plan.precision.rawValue
        let turning = reading.appliesOrientation ? "" : ", as stored"
        return "\(resize), \(crop), \(preprocessing.interpolation.rawValue), \(precision)\(turning)"
    }
}
