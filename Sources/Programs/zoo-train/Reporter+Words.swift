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
                .map { "\($0.key) \($0.value.rounded(toPlaces: Self.places(of: $0.value)))" }
            let words = ["step \(step)"] + numbers + [record.text].compactMap(\.self)
            return words.joined(separator: "  ")
        case .checkpoint: return "step \(step): saved \(note)"
        case .skipped: return "left out \(note)"
        }
    }

    /// A share for people: `73.10 %`.
    static func percent(_ share: Double, _ places: Int = 2) -> String {
        "\((share * 100).rounded(toPlaces: places)) %"
    }

    /// None for counts, five for what might be a small learning rate.
    private static func places(of value: Double) -> Int { value == value.rounded() ? 0 : 5 }

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
            + "\(values.number("estimatedBytes", 0)) + \(values.number("headerBytes", 0))), n "
            + "\(values.number("images", 0)), " + life(values) + levels.joined()
    }

    private func life(_ values: Values) -> String {
        "\(values.number("liveChannels", 0)) of \(values.number("channels", 0)) channels alive with "
            + "\(values.number("weakestBits", 2)) to \(values.number("strongestBits", 2)) bits a "
            + "position, grey \(values.number("greyBytes", 0)) bytes"
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

    func number(_ name: String, _ places: Int) -> String {
        (self[name] ?? 0).rounded(toPlaces: places)
    }

    func percent(_ name: String) -> String? { self[name].map { Reporter.percent($0) } }

    /// Those of the levels that have a figure, coarsest first.
    func levels(_ figure: String) -> [Values] {
        let all = (0...).lazy.map { [all] in Values(all, prefix: "level\($0).") }
        return Array(all.prefix { $0[figure] != nil })
    }
}
