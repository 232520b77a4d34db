import FrankenCommands
import FrankenFailures
import FrankenTransport
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Ctrl-C while something is fetched: what came is kept and the command ends with 130.
enum Interruption {
    private static let wasAsked = Atomic(false)

    /// Is cancelled by the first SIGINT or SIGTERM; the second one ends the process at once.
    static let cancellation: Cancellation = {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                // Only what is safe in a handler: an atomic, and the default action.
                if Interruption.wasAsked.exchange(true, ordering: .relaxed) { _exit(128 + number) }
            }
        }
        return Cancellation { wasAsked.load(ordering: .relaxed) }
    }()

    /// Whether somebody pressed Ctrl-C.
    static var isAsked: Bool { wasAsked.load(ordering: .relaxed) }

    /// Does something that a person may end early with Ctrl-C, and keeps what came.
    static func guarded<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            guard isAsked else { throw error }
            throw Failure(
                "Interrupted; what came is kept. Run the command again to go on.",
                .stopped
            )
        }
    }
}
