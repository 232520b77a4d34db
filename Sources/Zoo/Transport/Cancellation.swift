internal import Synchronization

/// A request to stop, which any thread may make and every transfer asks about.
public final class Cancellation: Sendable {
    private let flag = Atomic(false)
    private let condition: @Sendable () -> Bool

    /// One that is asked for by ``cancel()``, or when `condition` says so.
    ///
    /// - Parameter condition: Asked from the threads that transfer, at least once a second.
    public init(_ condition: @escaping @Sendable () -> Bool = { false }) {
        self.condition = condition
    }

    /// Asks everything that was given this value to stop.
    public func cancel() {
        flag.store(true, ordering: .relaxed)
    }

    /// Whether to stop.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) || condition() }

    /// Ends the caller when it is to stop.
    ///
    /// - Throws: ``TransportError`` with code `.cancelled`.
    public func check() throws(TransportError) {
        guard !isCancelled else { throw Self.error }
    }

    static let error = TransportError(
        .cancelled,
        "Stopped. What was downloaded is kept; run the command again to go on."
    )
}
