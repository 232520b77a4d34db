import FrankenCommands

/// Progress of work on many files, on standard error.
///
/// A terminal gets one line that is written over; a log gets a line every tenth of the work, at
/// most one every ten seconds. Little work gets none.
struct ProgressLine {
    private let total: Int
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var shown: ContinuousClock.Instant
    private var shownTenth = 0
    private let isShown: Bool
    private var isOnScreen = false

    init(total: Int, atLeast minimum: Int = 8) {
        self.total = total
        isShown = total >= minimum
        start = clock.now
        shown = start
    }

    mutating func update(_ done: Int, _ detail: String = "") {
        guard isShown else { return }
        let now = clock.now
        let seconds = (now - start).inSeconds
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let left = rate > 0 ? Double(total - done) / rate : 0
        let text =
            "\(done)/\(total)  \(rate.rounded(toPlaces: 1)) photos/s  "
            + "\(Int(left.rounded(.up))) s left  \(detail)"
        if Terminal.canOverwrite {
            guard now - shown > .milliseconds(80) || done == total else { return }
            shown = now
            isOnScreen = true
            Terminal.overwrite(String(text.prefix(79)))
        } else {
            let tenth = done * 10 / max(total, 1)
            guard tenth > shownTenth, now - shown > .seconds(10) else { return }
            shown = now
            shownTenth = tenth
            Terminal.note(text)
        }
    }

    /// Takes the line away, so that results can be printed in its place.
    mutating func clear() {
        guard isOnScreen else { return }
        Terminal.overwrite("")
        isOnScreen = false
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
