import FrankenCommands
import FrankenRecipes

extension Reporter {
    /// A line of the log in words.
    func text(_ record: LogRecord) -> String {
        let (step, values) = (record.step, Values(record.values))
        let note = record.text ?? ""
        switch record.event {
        case .start: return "step \(step)\(stepCount.map { " of \($0)" } ?? ""), \(note)"
        case .step where values["bitsPerPixel"] != nil: return progress(step, values)
        case .evaluation where values["bytes"] != nil: return evaluation(step, values)
        case .step, .evaluation, .stop:
            let numbers = record.values.sorted { $0.key < $1.key }
                .map { "\($0.key) \(short($0.value, 5))" }
            let words = ["step \(step)"] + numbers + [record.text].compactMap(\.self)
            return words.joined(separator: "  ")
        case .checkpoint: return "step \(step): saved \(note)"
        case .skipped: return "left out \(note)"
        }
    }

    /// A number for people: `0.5`, `12.25`.
    func short(_ value: Double, _ places: Int) -> String { Values.short(value, places) }

    private func progress(_ step: Int, _ values: Values) -> String {
        let left = values["secondsLeft"] ?? 0
        let levels = values.levels("bitsPerPixel").map { level in
            "  \(level.number("distortion", 0))/\(level.number("bitsPerPixel", 3))"
        }
        return "step \(step)\(stepCount.map { "/\($0)" } ?? "")  loss \(values.number("loss", 1))  "
            + "distortion \(values.number("distortion", 1))  "
            + "\(values.number("bitsPerPixel", 4)) bpp  lr \(values["learningRate"] ?? 0)  "
            + "\(values.number("imagesPerSecond", 1)) img/s  "
            + "\(Int(left.isFinite ? left : 0)) s left" + levels.joined()
    }

    private func evaluation(_ step: Int, _ values: Values) -> String {
        let plain = values.percent("plainTop1").map { ", without the codec \($0)" } ?? ""
        let levels = values.levels("bytes").enumerated().map { index, level in
            let agreement = level.percent("agreement").map { "\($0) agree, " } ?? ""
            return "\n  level \(index): \(level.number("bytes", 0)) bytes, \(agreement)"
                + life(level)
        }
        return "step \(step): top-1 \(values.percent("top1") ?? "")\(plain), top-5 "
            + "\(values.percent("top5") ?? ""), \(values.number("bytes", 0)) bytes (estimate "
            + "\(values.number("estimatedBytes", 0)) + \(values.whole("headerBytes"))), n "
            + "\(values.whole("images")), " + life(values) + levels.joined()
    }

    private func life(_ values: Values) -> String {
        "\(values.whole("liveChannels")) of \(values.whole("channels")) channels alive with "
            + "\(values.number("weakestBits", 2)) to \(values.number("strongestBits", 2)) bits a "
            + "position, grey \(values.whole("greyBytes")) bytes"
    }
}

/// Figures of a line, or of one level of a codec of several rates.
private struct Values {
    private let all: [String: Double]
    private let prefix: String

    init(_ all: [String: Double], prefix: String = "") {
        self.all = all
        self.prefix = prefix
    }

    subscript(_ name: String) -> Double? { all[prefix + name] }

    func whole(_ name: String) -> Int { Int(self[name] ?? 0) }

    func number(_ name: String, _ places: Int) -> String { Self.short(self[name] ?? 0, places) }

    func percent(_ name: String) -> String? { self[name].map { "\(Self.short($0 * 100, 2)) %" } }

    /// Those of the levels that have a figure, coarsest first.
    func levels(_ figure: String) -> [Values] {
        let all = (0...).lazy.map { [all] in Values(all, prefix: "level\($0).") }
        return Array(all.prefix { $0[figure] != nil })
    }

    static func short(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        return "\((value * scale).rounded() / scale)"
    }
}
