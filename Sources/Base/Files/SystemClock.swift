#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// This machine's clock: what files are dated with.
package enum SystemClock {
    /// The time, in nanoseconds since 1970.
    package static var nanoseconds: Int64 {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// The time, in whole seconds since 1970.
    package static var seconds: Int64 { nanoseconds / 1_000_000_000 }

    /// Waits, shorter when a signal comes; for threads that may.
    package static func sleep(seconds: Double) {
        let whole = Int(seconds)
        var time = timespec(tv_sec: whole, tv_nsec: Int((seconds - Double(whole)) * 1e9))
        _ = unsafe nanosleep(&time, nil)
    }

    /// Processor time that all threads of this process have used, in seconds.
    package static var processorSeconds: Double {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
