import FrankenCommands
import FrankenEvaluation

/// How far the photos of one setting are, and what came out; on standard error.
struct SettingProgress {
    private let title: String
    private let photos: Int
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var line: ProgressLine

    /// The setting of a number, of so many.
    init(_ name: String, _ number: Int, of total: Int, photos: Int) {
        title = "\(name) (\(number) of \(total))"
        self.photos = photos
        start = clock.now
        line = ProgressLine(total: photos)
    }

    mutating func update(_ done: Int) { line.update(done, title) }

    /// A line for the log; a setting that takes no time needs none.
    mutating func end(_ point: RatePoint?) {
        line.clear()
        let seconds = (clock.now - start).inSeconds
        guard let point, seconds > 1 else { return }
        let rate = (Double(photos) / seconds).rounded(toPlaces: 1)
        Terminal.note(
            "\(title)  \(point.kilobytes.rounded(toPlaces: 2)) KB  top-1 "
                + "\((point.top1 * 100).rounded(toPlaces: 2)) %  \(rate) photos/s"
        )
    }
}
