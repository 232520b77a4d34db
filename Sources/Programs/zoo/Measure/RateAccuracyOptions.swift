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

    /// What is asked of every backbone: nothing but its own accuracy, then the image codecs.
    func baselines() throws -> [ImageBaseline?] {
        try [nil] + (baseline.map { try ImageBaseline.list($0) } ?? [])
    }

    /// The points that were measured before.
    func known() throws -> [RatePoint] {
        guard let csv else { return [] }
        let table: CSVTable
        do {
            let file = try MappedFile(path: csv)
            table = try CSVTable(bytes: file.copyBytes(in: 0..<file.byteCount))
        } catch let error as FilesError where error.isMissing {
            return []
        } catch {
            throw Failure("\(csv): \(error)", .badInput)
        }
        do {
            return try RateAccuracyReport.points(of: table)
        } catch {
            throw Failure("\(csv): \(error)", .badInput)
        }
    }

    /// Writes the files that were asked for.
    func write(_ report: RateAccuracyReport, keeping known: [RatePoint]) throws {
        if let csv {
            try Self.write(report.csv(keeping: known).text, to: csv)
        }
        if let plot, !report.points.isEmpty { try Self.write(report.plot().svg(), to: plot) }
    }

    private static func write(_ text: String, to path: String) throws {
        do {
            try AtomicFile.write(Array(text.utf8), to: path)
        } catch {
            throw Failure(creating: path, error)
        }
    }
}
