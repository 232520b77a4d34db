import ArgumentParser
import FrankenBytes
import FrankenCommands
import FrankenEvaluation
import FrankenFailures
import FrankenFiles

/// `zoo evaluate`: bytes against accuracy, for image codecs and learned ones.
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
        help: ArgumentHelp(
            "Write the figures as comma-separated values, each as soon as it is known.",
            discussion: "What such a file has already is not measured again.",
            valueName: "file"
        ),
        completion: .file()
    )
    var csv: OutputTarget?

    @Option(
        help: ArgumentHelp(
            "Draw accuracy over kilobytes as SVG; \(Outputs.help)",
            valueName: "file"
        ),
        completion: .file()
    )
    var plot: OutputTarget?

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

    /// Whether any of it is asked for.
    var isAsked: Bool { baseline != nil || limit != nil || csv != nil || plot != nil }

    /// What is asked of every backbone: nothing but its own accuracy, then the image codecs.
    func baselines() throws -> [ImageBaseline?] {
        try [nil] + (baseline.map { try ImageBaseline.list($0) } ?? [])
    }

    /// The points that were measured before.
    func known() throws -> [RatePoint] {
        guard let csv, csv.isFile else { return [] }
        let table: CSVTable
        do {
            let file = try MappedFile(path: csv.path)
            table = try CSVTable(bytes: file.copyBytes(in: 0..<file.byteCount))
        } catch let error as FilesError where error.isMissing {
            return []
        } catch {
            throw Failure("\(csv.path): \(error)", .badInput)
        }
        do {
            return try RateAccuracyReport.points(of: table)
        } catch {
            throw Failure("\(csv.path): \(error)", .badInput)
        }
    }

    /// Refuses files to write that are read, but for the table that is gone on with.
    func check(against inputs: [String]) throws {
        try csv?.check(against: inputs)
        try plot?.check(against: inputs)
    }

    /// Where the figures for people may not go, because a file goes there.
    var stream: OutputTarget? { [csv, plot].compactMap(\.self).first(where: \.isStandardOutput) }

    /// Writes the files that were asked for.
    ///
    /// - Parameters:
    ///   - report: What is known.
    ///   - known: What the table had already.
    ///   - isLast: Whether nothing more comes; what is no file is written only then.
    /// - Throws: ``Failure``.
    func write(_ report: RateAccuracyReport, keeping known: [RatePoint], isLast: Bool) throws {
        if let csv, csv.isFile || isLast {
            try Outputs.write(Array(report.csv(keeping: known).text.utf8), to: csv)
        }
        if let plot, !report.points.isEmpty, plot.isFile || isLast {
            try Outputs.write(Array(report.plot().svg().utf8), to: plot)
        }
    }
}
