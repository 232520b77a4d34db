import ArgumentParser
import FrankenBlueprint
import FrankenEvaluation
import FrankenPipeline
import FrankenRuntime

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure top-1 and top-5 accuracy on labelled photos."
    )

    @OptionGroup var options: BackboneOptions
    @OptionGroup var plan: PlanArguments

    @Option(help: "A folder with one sub-folder of photos per class, named by identifier or index.")
    var images: String

    @Option(help: "Photos that run through the network at once.")
    var batch = 8

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let backbone = try options.load()
        let folder = try LabelledFolder(
            path: images,
            labels: backbone.labels,
            classCount: backbone.classCount
        )
        let classifier = try Classifier(
            backbone,
            batch: max(1, min(batch, folder.photos.count)),
            options: plan.options
        )
        var progress = ProgressLine(total: folder.photos.count)
        let clock = ContinuousClock()
        let start = clock.now
        let accuracy = try Accuracy(of: classifier, on: folder) { sofar in
            progress.update(
                sofar.count + sofar.skipped.count,
                "top-1 \((sofar.top1 * 100).rounded(toPlaces: 1)) %"
            )
        }
        progress.finish()
        let seconds = (clock.now - start).inSeconds
        for photo in accuracy.skipped { Terminal.note("zoo: \(photo.path): \(photo.reason)") }
        if json {
            try JSONOutput.print(Answer(classifier, accuracy, seconds))
        } else {
            let skipped = accuracy.skipped.isEmpty ? "" : "  (\(accuracy.skipped.count) skipped)"
            print(
                """
                top-1  \((accuracy.top1 * 100).rounded(toPlaces: 2)) %
                top-5  \((accuracy.top5 * 100).rounded(toPlaces: 2)) %
                n      \(accuracy.count)\(skipped)
                """
            )
        }
        if accuracy.count == 0 { throw Failure.badData }
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
        let top1: Double
        let top5: Double
        let n: Int
        let skipped: [Skipped]
        let photosPerSecond: Double

        init(_ classifier: Classifier, _ accuracy: Accuracy, _ seconds: Double) {
            backbone = classifier.backbone.blueprint.name
            precision = classifier.plan.options.precision.rawValue
            top1 = accuracy.top1
            top5 = accuracy.top5
            n = accuracy.count
            skipped = accuracy.skipped.map { Skipped(path: $0.path, reason: $0.reason) }
            photosPerSecond = seconds > 0 ? Double(accuracy.count) / seconds : 0
        }
    }
}
