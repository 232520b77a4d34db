import FrankenBundle
import FrankenCommands
import FrankenCrypto
import FrankenZoo
import Synchronization

/// Bytes that come, on standard error: one line that is written over on a terminal, otherwise a
/// line every ten seconds or tenth.
final class TransferProgress: Sendable {
    private struct State {
        var blobs: [Digest: (done: Int, total: Int)] = [:]
        var whole: (done: Int, total: Int?) = (0, nil)
        var shown: ContinuousClock.Instant
        var shownTenth = 0
        var isOnScreen = false
    }

    private let isShown: Bool
    private let start = ContinuousClock().now
    private let state: Mutex<State>

    init(isShown: Bool) {
        self.isShown = isShown
        state = Mutex(State(shown: ContinuousClock().now))
    }

    func update(_ progress: InstallProgress) {
        guard isShown else { return }
        state.withLock { state in
            switch progress {
            case .blob(let blob, let byteCount):
                state.blobs[blob.digest] = (byteCount, blob.size)
            case .whole(let done, let total): state.whole = (done, total)
            }
            let done = state.blobs.values.reduce(state.whole.done) { $0 + $1.done }
            let total = state.blobs.values.reduce(state.whole.total ?? 0) { $0 + $1.total }
            show(done, of: total, &state)
        }
    }

    /// Takes the line away, so that results can be printed in its place.
    func clear() {
        state.withLock { state in
            guard state.isOnScreen else { return }
            Terminal.overwrite("")
            state.isOnScreen = false
        }
    }

    private func show(_ done: Int, of total: Int, _ state: inout State) {
        // What is fetched anew after a broken connection is counted twice.
        let done = total > 0 ? min(done, total) : done
        let now = ContinuousClock().now
        let seconds = (now - start).inSeconds
        let rate = seconds > 0 ? Double(done) / seconds : 0
        var text = "\(ByteCount(done))"
        if total > 0 { text += " of \(ByteCount(total))" }
        text += "  \(ByteCount(Int(rate)))/s"
        if rate > 0, total > done { text += "  \(Int(Double(total - done) / rate)) s left" }
        if Terminal.canOverwrite {
            guard now - state.shown > .milliseconds(80) else { return }
            state.shown = now
            state.isOnScreen = true
            Terminal.overwrite(text)
        } else {
            let tenth = total > 0 ? done * 10 / total : 0
            guard now - state.shown > .seconds(10) || tenth > state.shownTenth, seconds > 2
            else { return }
            state.shown = now
            state.shownTenth = tenth
            Terminal.note(text)
        }
    }
}
