internal import FrankenFiles

/// Waiting that can be cut short.
enum Pause {
    /// Waits.
    ///
    /// - Parameters:
    ///   - seconds: How long.
    ///   - cancellation: Asked every 50 ms.
    /// - Throws: ``TransportError`` with code `.cancelled`.
    static func wait(_ seconds: Double, _ cancellation: Cancellation?) throws(TransportError) {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            try cancellation?.check()
            let left = ContinuousClock.now.duration(to: end) / .seconds(1)
            guard left > 0 else { return }
            SystemClock.sleep(seconds: min(left, 0.05))
        }
    }

    /// Seconds since 1970 by this machine's clock.
    static var secondsSinceEpoch: Int {
        Int(SystemClock.seconds)
    }
}
