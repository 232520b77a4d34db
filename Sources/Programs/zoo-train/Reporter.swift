import FrankenBytes
import FrankenFiles
import FrankenTraining

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Tells people, or with `--json` programs, how a training goes.
struct Reporter {
    let isJSON: Bool

    func report(_ event: TrainingEvent) {
        let line = isJSON ? json(event) : text(event)
        guard let line else { return }
        write(line, to: isJSON ? .output : .error)
    }

    func end(_ result: TrainingResult, terms: ResultTerms) {
        let megabytes = Self.peakMegabytes
        if isJSON {
            var values = result.figures?.values ?? [:]
            values["peakMegabytes"] = megabytes
            let line = Line(
                event: "end",
                step: result.step,
                values: values,
                text: result.folder ?? result.end.rawValue,
                digests: result.digests
            )
            if let line = encode(line) { write(line, to: .output) }
            return
        }
        let outcome = result.folder.map { "the result is in \($0)" } ?? "--resume goes on"
        write("\(result.end.rawValue) after \(result.step) steps; \(outcome)", to: .output)
        for (part, digest) in result.digests.sorted(by: { $0.key < $1.key }) {
            write("\(part)  sha256:\(digest)", to: .output)
        }
        if result.folder != nil {
            let parts = terms.all.map { "\($0.part) \($0.spdx)" }.joined(separator: ", ")
            write("licences  \(parts)", to: .error)
        }
        write("peak memory  \(Int(megabytes)) MB", to: .error)
    }

    private static var peakMegabytes: Double {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return Double(usage.ru_maxrss) / 1024
        #else
            getrusage(RUSAGE_SELF, &usage)
            return Double(usage.ru_maxrss) / 1_048_576
        #endif
    }

    private struct Line: Encodable {
        var event: String
        var step: Int
        var values: [String: Double] = [:]
        var text: String?
        var digests: [String: String]?
    }

    func encode(_ line: some Encodable) -> String? {
        (try? StableJSONEncoder(.compact).encode(line)).map { String(decoding: $0, as: UTF8.self) }
    }

    private func json(_ event: TrainingEvent) -> String? {
        let line: Line =
            switch event {
            case .started(let step, let count, let note):
                Line(event: "start", step: step, values: ["steps": Double(count)], text: note)
            case .progress(let progress):
                Line(event: "step", step: progress.step, values: progress.values)
            case .evaluated(let step, let figures):
                Line(event: "evaluation", step: step, values: figures.values)
            case .saved(let step, let path): Line(event: "checkpoint", step: step, text: path)
            case .skipped(let name, let reason):
                Line(event: "skipped", step: 0, text: "\(name): \(reason)")
            }
        return encode(line)
    }

    private func text(_ event: TrainingEvent) -> String? {
        switch event {
        case .started(let step, let count, let note): "step \(step) of \(count), \(note)"
        case .progress(let progress): text(progress)
        case .evaluated(let step, let figures):
            text(figures, step)
        case .saved(let step, let path): "step \(step): saved \(path)"
        case .skipped(let name, let reason): "left out \(name): \(reason)"
        }
    }

    private func text(_ figures: CodecEvaluator.Figures, _ step: Int) -> String {
        let header = CodecEvaluator.Figures.headerBytes
        let plain = figures.plain.map { ", without the codec \(short($0.top1 * 100, 2)) %" } ?? ""
        return "step \(step): top-1 \(short(figures.top1 * 100, 2)) %\(plain), top-5 "
            + "\(short(figures.top5 * 100, 2)) %, \(short(figures.meanBytes, 0)) bytes (estimate "
            + "\(short(figures.estimatedBytes, 0)) + \(header)), n \(figures.count), "
            + life(figures)
            + figures.levels.enumerated().map { "\n  level \($0): \(level($1))" }.joined()
    }

    private func life(_ figures: CodecEvaluator.Figures) -> String {
        let bits = figures.liveChannels.map(\.bits)
        return "\(bits.count) of \(figures.channels.count) channels alive with "
            + "\(short(bits.min() ?? 0, 2)) to \(short(bits.max() ?? 0, 2)) bits a position, "
            + "grey \(figures.greyBytes) bytes"
    }

    private func level(_ figures: CodecEvaluator.Figures) -> String {
        let agreement = figures.agreement.map { "\(short($0 * 100, 2)) % agree, " } ?? ""
        return "\(short(figures.meanBytes, 0)) bytes, \(agreement)\(life(figures))"
    }

    private func text(_ progress: TrainingProgress) -> String {
        "step \(progress.step)/\(progress.stepCount)  loss \(short(progress.loss, 1))  "
            + "distortion \(short(progress.distortion, 1))  "
            + "\(short(progress.bitsPerPixel, 4)) bpp  lr \(progress.learningRate)  "
            + "\(short(progress.imagesPerSecond, 1)) img/s  "
            + "\(Int(progress.secondsLeft.isFinite ? progress.secondsLeft : 0)) s left"
            + progress.levels.map {
                "  \(short($0.distortion, 0))/\(short($0.bitsPerPixel, 3))"
            }.joined()
    }

    func short(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        return "\((value * scale).rounded() / scale)"
    }

    /// Prints a line where it belongs: results on standard output.
    func print(_ line: String, isResult: Bool) {
        write(line, to: isResult ? .output : .error)
    }

    /// A line on standard error, before there is a training to report on.
    static func note(_ line: String) { write(line, to: .error) }

    private func write(_ line: String, to stream: StandardStream) {
        Self.write(line, to: stream)
    }

    private static func write(_ line: String, to stream: StandardStream) {
        try? stream.write(line + "\n")
    }
}
