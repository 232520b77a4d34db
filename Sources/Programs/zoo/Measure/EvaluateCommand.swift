import ArgumentParser
import FrankenBlueprint
import FrankenCommands
import FrankenData
import FrankenEvaluation
import FrankenFailures
import FrankenImage
import FrankenInference
import FrankenRuntime

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure top-1 and top-5 accuracy on labelled photos.",
        discussion: """
            Photos (JPEG, PNG, WebP by their content) lie at any depth below one folder per class, \
            named by the class's identifier, name or index, or in a tar of such folders, plain or \
            compressed with zstd or gzip; instead of a folder, a file PHOTO.cls may hold the class. \
            Files that are no photos, hidden ones and photos that cannot be read are named, counted \
            and left out of the figures; only when none is left the exit code is 65.

            With --baseline, image codecs are measured on the same crops, and with --codec learned \
            ones through real bitstreams: mean bytes of an image, and what the backbone makes of \
            what arrives. \
            For each learned codec a second table says what the image codecs need for the same \
            top-1. Ctrl-C ends after what is known was written; the same command with the same \
            --csv goes on.

            Examples:
              zoo evaluate --backbone resnet50 --weights FILE --images imagenet/val
              zoo evaluate --backbone resnet50 --weights FILE --images squashed --resize 224
              zoo evaluate --backbone resnet50 --weights FILE --images photos.tar \
                --baseline jpeg:10..90,webp:0..90/5,png --csv curve.csv --plot curve.svg
              zoo evaluate --codec resnet18-slim --images photos
              zoo evaluate --backbone resnet50 --weights FILE --images photos.tar \
                --codec lambda-1 --codec lambda-2 --baseline jpeg,webp --plot curve.svg
            """
    )

    @OptionGroup var options: EvaluationBackbones
    @OptionGroup var codecs: CodecOptions

    @Option(
        help: ArgumentHelp(
            "A folder with one sub-folder of photos per class, or a tar of one.",
            valueName: "path"
        ),
        completion: .file()
    )
    var images: String

    @OptionGroup var preparation: PreparationOptions
    @OptionGroup var reading: PhotoOptions
    @OptionGroup var plan: PlanArguments

    @Option(help: ArgumentHelp("Photos that go through the network at once.", valueName: "count"))
    var batch = 8

    @OptionGroup var rate: RateAccuracyOptions

    @Flag(help: "Print JSON, with shares from 0 to 1.")
    var json = false

    func validate() throws {
        try BatchOption.validate(batch)
        try options.validate()
        try rate.validate()
        try Outputs.validate(rate.csv, rate.plot, json: json)
        guard !options.backbone.isEmpty || !codecs.codec.isEmpty else {
            throw ValidationError("Name a --backbone with --weights, or a --codec.")
        }
        guard !options.backbone.isEmpty || rate.baseline == nil else {
            throw ValidationError("--baseline needs a --backbone with --weights.")
        }
    }

    func run() async throws {
        let inputs = [images] + options.weights + [options.labels].compactMap(\.self) + codecs.codec
        try rate.check(against: inputs)
        let entries = try options.load(preparation)
        guard entries.count == 1, let backbone = entries.first?.backbone, codecs.codec.isEmpty,
            !rate.isAsked
        else { return try await measureCurves(entries) }
        try await measureAlone(backbone)
    }

    /// Bytes against accuracy, for several ways to send photos.
    private func measureCurves(_ entries: [EvaluationBackbones.Entry]) async throws {
        _ = Interruption.cancellation
        let learned = try codecs.load()
        var measurement = try CurveMeasurement(
            rate,
            images: images,
            plan: plan.options,
            batch: batch,
            resize: preparation.resize,
            reading: reading.decoder,
            total: try learned.count + entries.count * rate.baselines().count
        )
        var isComplete = true
        for entry in entries where isComplete {
            isComplete = try await measurement.measure(entry)
        }
        for entry in learned where isComplete {
            let backbone = entry.codec.description.backbone
            let same = entries.first { $0.backbone.blueprint.name == backbone }
            isComplete = try measurement.measure(entry, labels: same?.backbone.labels)
        }
        try measurement.finish(isComplete: isComplete)
        let report = measurement.report
        tell(report.skipped)
        if json {
            try JSONOutput.print(report)
        } else if !report.points.isEmpty {
            let skipped = report.skipped.isEmpty ? "" : "\n\(report.skipped.count) skipped"
            try Terminal.print(report.table() + skipped, besides: rate.stream)
        }
        guard isComplete else {
            let next = rate.csv == nil ? "With --csv it could go on." : "Run it again to go on."
            throw Failure("Interrupted; what is known is above. \(next)", .stopped)
        }
    }

    /// The accuracy of a backbone, for photos in folders.
    private func measureAlone(_ backbone: Backbone) async throws {
        let data = try DataSet(
            path: images,
            labels: backbone.labels,
            classCount: backbone.classCount,
            maximumBytes: reading.decoder.limits.maximumBytes
        )
        let classifier = try Classifier(
            backbone,
            batch: min(batch, data.count),
            options: plan.options
        )
        var progress = ProgressLine(total: data.count)
        let clock = ContinuousClock()
        let start = clock.now
        let accuracy = try await Accuracy(
            of: classifier,
            on: data,
            decoder: reading.decoder
        ) { sofar in
            progress.update(
                sofar.count + sofar.skipped.count - data.leftOut.count,
                "top-1 \((sofar.top1 * 100).rounded(toPlaces: 1)) %"
            )
        }
        progress.clear()
        let seconds = (clock.now - start).inSeconds
        tell(accuracy.skipped)
        if json {
            try JSONOutput.print(Answer(classifier, accuracy, seconds))
        } else {
            let skipped = accuracy.skipped.isEmpty ? "" : "  (\(accuracy.skipped.count) skipped)"
            try Terminal.print(
                """
                top-1  \((accuracy.top1 * 100).rounded(toPlaces: 2)) %
                top-5  \((accuracy.top5 * 100).rounded(toPlaces: 2)) %
                n      \(accuracy.count)\(skipped)
                """
            )
        }
        if accuracy.count == 0 {
            throw Failure("None of the photos of '\(images)' could be read.", .badInput)
        }
    }

    /// Names the first of what does not count.
    private func tell(_ skipped: [Accuracy.Skipped]) {
        let all = skipped.map { LeftOut(name: $0.path, reason: $0.reason) }
        for file in LeftOut.told(of: all, others: "--json names them.") {
            Terminal.note(PhotoReport.note(file.name, file.reason))
        }
    }

    /// `zoo evaluate --json`.
    private struct Answer: Encodable {
        struct Skipped: Encodable {
            let path: String
            let reason: String
        }

        let schema = "zoo.evaluate/1"
        let backbone: String
        let precision: String
        let threads: Int
        let top1: Double
        let top5: Double
        let n: Int
        let skipped: [Skipped]
        let photosPerSecond: Double

        init(_ classifier: Classifier, _ accuracy: Accuracy, _ seconds: Double) {
            backbone = classifier.backbone.blueprint.name
            precision = classifier.plan.options.precision.rawValue
            threads = classifier.plan.options.threads
            top1 = accuracy.top1
            top5 = accuracy.top5
            n = accuracy.count
            skipped = accuracy.skipped.map { Skipped(path: $0.path, reason: $0.reason) }
            photosPerSecond = seconds > 0 ? Double(accuracy.count) / seconds : 0
        }
    }
}
