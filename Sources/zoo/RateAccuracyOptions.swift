import ArgumentParser
import FrankenBytes
import FrankenData
import FrankenEvaluation
import FrankenPipeline
import FrankenPlot
import FrankenRuntime

/// `zoo evaluate`: bytes against accuracy, for image codecs.
struct RateAccuracyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Image codecs to measure, such as jpeg:10..90,webp:5,png.",
            discussion: "A..B goes in steps of 10, A..B/S in steps of S.",
            valueName: "list"
        )
    )
    var baseline: String?

    @Option(help: ArgumentHelp("Take the first photos only.", valueName: "count"))
    var limit: Int?

    @Option(
        help: ArgumentHelp("Write the figures as comma-separated values.", valueName: "file"),
        completion: .file()
    )
    var csv: String?

    @Option(
        help: ArgumentHelp("Draw accuracy over kilobytes as SVG.", valueName: "file"),
        completion: .file()
    )
    var plot: String?

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if let baseline {
            do {
                _ = try ImageBaseline.list(baseline)
            } catch {
                throw ValidationError(error.message)
            }
        }
    }

    /// Whether the plain way, which names photos by their paths, is not enough.
    func isNeeded(for images: String) -> Bool {
        baseline != nil || limit != nil || csv != nil || plot != nil || images.hasSuffix(".tar")
            || images.hasSuffix(".tar.zst")
    }

    func run(_ classifier: Classifier, images: String, json: Bool) async throws {
        let whole = try DataSet(paths: [images], classes: Self.classes(of: classifier), part: .test)
        let data = try limit.map { try whole.prefix($0) } ?? whole
        let measurement = RateAccuracy(
            of: classifier,
            baselines: try baseline.map(ImageBaseline.list) ?? []
        )
        var progress = ProgressLine(total: data.count)
        let report = try await measurement.measure(
            data,
            name: String(images.split(separator: "/").last ?? ""),
            threads: classifier.plan.options.threads
        ) { progress.update($0, "photos") }
        progress.clear()
        for photo in report.skipped { Terminal.note(PhotoReport.note(photo.path, photo.reason)) }
        try write(report, json: json)
    }

    /// Writes the files that were asked for, and prints the figures.
    func write(_ report: RateAccuracyReport, json: Bool) throws {
        if let csv { try AtomicFile.write(Array(report.csv().utf8), to: csv) }
        if let plot { try AtomicFile.write(Array(report.plot().svg().utf8), to: plot) }
        if json {
            try JSONOutput.print(report)
        } else {
            let skipped = report.skipped.isEmpty ? "" : "\n\(report.skipped.count) skipped"
            try Terminal.print(report.table() + skipped)
        }
    }

    /// The classes by identifier; names that are unique are taken too.
    private static func classes(of classifier: Classifier) throws -> ClassList {
        let backbone = classifier.backbone
        guard let labels = backbone.labels else {
            return try ClassList((0..<backbone.classCount).map(String.init))
        }
        var aliases: [String: Int] = [:]
        for (index, label) in labels.labels.enumerated()
        where labels.index(of: label.name) == index {
            aliases[label.name] = index
        }
        return try ClassList(labels.labels.map(\.id), aliases: aliases)
    }
}
