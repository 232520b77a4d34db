import FrankenRecipes
import FrankenTraining

extension Reporter {
    /// A line of the log, as it is or in words.
    func report(_ record: LogRecord) {
        guard isJSON else {
            let values = record.values.sorted { $0.key < $1.key }
                .map { "\($0.key) \(short($0.value, 5))" }
            let words = ["step \(record.step)"] + values + [record.text].compactMap(\.self)
            print(words.joined(separator: "  "), isResult: false)
            return
        }
        if let line = encode(record) { print(line, isResult: true) }
    }

    /// The last line.
    func end(_ end: TrainingEnd, step: Int, path: String?) {
        if isJSON {
            report(LogRecord(.stop, step: step, text: path ?? end.rawValue))
        } else {
            let rest = path.map { "; the result is \($0)" } ?? "; --resume goes on"
            print("\(end.rawValue) after \(step) steps\(rest)", isResult: true)
        }
    }
}
