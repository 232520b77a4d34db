internal import Synchronization

/// Holds threads back so that together they pass no more than so many bytes a second.
final class RateLimiter: Sendable {
    private let bytesPerSecond: Int
    private let free: Mutex<ContinuousClock.Instant>

    init(bytesPerSecond: Int) {
        self.bytesPerSecond = bytesPerSecond
        free = Mutex(ContinuousClock.now)
    }

    /// Waits until `byteCount` more bytes may have passed.
    func pass(_ byteCount: Int, _ cancellation: Cancellation?) throws(TransportError) {
        guard bytesPerSecond > 0 else { return }
        let now = ContinuousClock.now
        let end = free.withLock { free in
            free = max(free, now) + .seconds(Double(byteCount) / Double(bytesPerSecond))
            return free
        }
        try Pause.wait(now.duration(to: end) / .seconds(1), cancellation)
    }
}
