internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// SIGINT and SIGTERM as a wish that is granted between two steps.
///
/// The first signal only sets a flag, which the training reads after each step to save and end with
/// the exit code 130. The second one ends the process at once: the checkpoint before is whole,
/// whatever was being written.
///
/// A signal handler can be given nothing, so the counter belongs to the process; this is the one
/// place that sees it.
package struct StopRequest: Sendable {
    /// The exit code of a process that was asked to stop.
    package static let exitCode: Int32 = 130

    private static let received = Atomic<Int>(0)

    /// Takes the two signals over, for the rest of the process.
    package init() {
        // Touched here first, so that the handler finds the counter made.
        _ = Self.received.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                // Nothing here allocates or locks, as a handler must not.
                let (before, _) = StopRequest.received.add(1, ordering: .relaxed)
                guard before > 0 else { return }
                _exit(StopRequest.exitCode)
            }
        }
    }

    /// Whether a signal has arrived.
    package var isMade: Bool { Self.received.load(ordering: .relaxed) > 0 }
}
