import ArgumentParser
import FrankenBlueprint
import FrankenEvaluation
import FrankenPipeline
import FrankenRuntime

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure top-1 and top-5 accuracy on labelled photos.",
        discussion: """
            Photos (.jpg, .jpeg, .png, .webp) lie in one sub-folder per class, named by the \
            class's identifier, name or index. Those that cannot be read are named, counted and \
            left out of the figures; only when none is left the exit code is 65.

            With --baseline, image codecs are measured on the same crops: mean bytes of an image, and \
            what the backbone makes of the decoded pixels. Photos may then also lie in .tar shards \
            with entries called CLASS/NAME.

            Examples:
              zoo evaluate --backbone resnet50 --weights FILE --images imagenet/val
              zoo evaluate --backbone resnet50 --weights FILE --images squashed --resize 224
              zoo evaluate --backbone resnet50 --weights FILE --images photos.tar \
                --baseline jpeg:10..90,webp:0..90/5,png --csv curve.csv --plot curve.svg
            """
    )

    @OptionGroup var options: BackboneOptions

    @Option(
        help: ArgumentHelp(
            "A folder with one sub-folder of photos per class, or a .tar of one.",
            valueName: "path"
        ),
        completion: .file()
    )
    var images: String

    @OptionGroup var preparation: PreparationOptions
    @OptionGroup var plan: PlanArguments

    @Option(help: ArgumentHelp("Photos that go through the network at once.", valueName: "count"))
    var batch = 8

    @OptionGroup var rate: RateAccuracyOptions

    @Flag(help: "Print JSON, with shares from 0 to 1.")
    var json = false

    func validate() throws {
        try BatchOption.validate(batch)
        try rate.validate()
    }

    func run() async throws {
        let backbone = try preparation.applied(to: options.load())
        guard !rate.isNeeded(for: images) else {
            let classifier = try Classifier(backbone, batch: batch, options: plan.options)
            return try await rate.run(classifier, images: images, json: json)
        }
        let folder = try LabelledFolder(
            path: images,
            labels: backbone.labels,
            classCount: backbone.classCount
        )
        let classifier = try Classifier(
            backbone,
            batch: min(batch, folder.photos.count),
            options: plan.options
        )
        var progress = ProgressLine(total: folder.photos.count)
        let clock = ContinuousClock()
        let start = clock.now
        let accuracy = try await Accuracy(of: classifier, on: folder) { sofar in
            progress.update(
                sofar.count + sofar.skipped.count,
                "top-1 \((sofar.top1 * 100).rounded(toPlaces: 1)) %"
            )
        }
        progress.clear()
        let seconds = (clock.now - start).inSeconds
        for photo in accuracy.skipped { Terminal.note(PhotoReport.note(photo.path, photo.reason)) }
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
            throw Failure("None of the photos of '\(images)' could be read.", Failure.badData)
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
