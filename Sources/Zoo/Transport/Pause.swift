#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

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
            var time = timespec(tv_sec: 0, tv_nsec: Int(min(left, 0.05) * 1e9))
            _ = unsafe nanosleep(&time, nil)
        }
    }

    /// Seconds since 1970 by this machine's clock.
    static var secondsSinceEpoch: Int {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int(now.tv_sec)
    }
}
