import FrankenBytes
import FrankenCommands
import FrankenRecipes
import FrankenTraining

/// Tells people, or with `--json` programs, how a training goes.
///
/// Results go to standard output, and with `--json` everything; the rest to standard error.
final class Reporter {
    let isJSON: Bool
    /// Steps that will be done, once a training has said so.
    private(set) var stepCount: Int?

    init(isJSON: Bool) {
        self.isJSON = isJSON
    }

    /// A line of the log, as it is or in words.
    func report(_ record: LogRecord) {
        // How it ended is told at the end.
        guard record.event != .stop else { return }
        if record.event == .start, let steps = record.values["steps"] { stepCount = Int(steps) }
        if isJSON { print(json: record) } else { Terminal.note(text(record)) }
    }

    /// How the training of a codec or decoder ended.
    ///
    /// - Parameters:
    ///   - result: What it made.
    ///   - terms: The licences of its parts.
    func end(_ result: TrainingResult, terms: ResultTerms) {
        let megabytes = Double(ProcessUsage.peakResidentBytes) / 1_048_576
        if isJSON {
            var values = result.figures?.values ?? [:]
            values["peakMegabytes"] = megabytes
            let line = Line(
                event: "end",
                step: result.step,
                values: values,
                text: result.path ?? result.end.rawValue,
                digests: result.digests
            )
            return print(json: line)
        }
        let outcome = result.path.map { "the result is in \($0)" } ?? "--resume goes on"
        print("\(result.end.rawValue) after \(result.step) steps; \(outcome)")
        for (part, digest) in result.digests.sorted(by: { $0.key < $1.key }) {
            print("\(part)  sha256:\(digest)")
        }
        if result.path != nil {
            let parts = terms.all.map { "\($0.part) \($0.spdx)" }.joined(separator: ", ")
            Terminal.note("licences  \(parts)")
        }
        Terminal.note("peak memory  \(Int(megabytes)) MB")
    }

    /// How the training of a classifier ended.
    func end(_ result: TrainingResult) {
        let (end, step) = (result.end.rawValue, result.step)
        if isJSON { return print(json: LogRecord(.stop, step: step, text: result.path ?? end)) }
        let outcome = result.path.map { "the result is \($0)" } ?? "--resume goes on"
        print("\(end) after \(step) steps; \(outcome)")
    }

    private struct Line: Encodable {
        var event: String
        var step: Int
        var values: [String: Double]
        var text: String
        var digests: [String: String]
    }

    /// Prints a result.
    ///
    /// A training does not end because nobody reads about it any more.
    func print(_ line: String) { try? Terminal.print(line) }

    /// Prints a result as a line of JSON.
    func print(json line: some Encodable) {
        guard let bytes = try? StableJSONEncoder(.compact).encode(line) else { return }
        try? Terminal.print(bytes: bytes + [UInt8(ascii: "\n")])
    }
}
