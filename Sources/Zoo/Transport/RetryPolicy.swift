internal import Synchronization

/// How often and how long a failed request is tried again.
///
/// Tried again are failed connections and the statuses 408, 429 and 5xx. The pauses double and
/// are shortened at random by up to a half, so that machines that failed together do not come
/// back together.
public struct RetryPolicy: Sendable {
    /// Most attempts after the first, over all requests of one operation.
    public var limit = 5
    /// Most seconds spent waiting, over all requests of one operation.
    public var longestWait = 60.0
    /// Seconds before the second attempt.
    public var firstPause = 0.5
    /// Longest pause in seconds, unless the server asks for a longer one.
    public var longestPause = 10.0

    /// The defaults.
    public init() {}
}

/// What is left of a ``RetryPolicy`` for one operation, shared by its threads.
public final class RetryBudget: Sendable {
    private struct State {
        var attempts = 0
        var waited = 0.0
    }

    private let policy: RetryPolicy
    private let state = Mutex(State())

    /// All that a policy allows.
    public init(_ policy: RetryPolicy) {
        self.policy = policy
    }

    /// Waits before another attempt, or gives up.
    ///
    /// - Parameters:
    ///   - error: Why the last attempt failed.
    ///   - cancellation: Cuts the pause short.
    /// - Throws: `error` when it would be the same again or nothing is left; ``TransportError``
    ///   with code `.temporary` when the server asks for a longer pause than is left.
    func pause(after error: TransportError, _ cancellation: Cancellation?) throws(TransportError) {
        let pause: Double? = state.withLock { state in
            guard state.attempts < min(policy.limit, error.retryLimit) else { return nil }
            let scale = Double(1 << min(state.attempts, 20))
            let step = min(policy.firstPause * scale, policy.longestPause)
            let pause = max(step * Double.random(in: 0.5...1), error.retryAfter ?? 0)
            guard state.waited + pause <= policy.longestWait else { return nil }
            state.attempts += 1
            state.waited += pause
            return pause
        }
        guard let pause else { throw Self.givingUp(error) }
        try Pause.wait(pause, cancellation)
    }

    private static func givingUp(_ error: TransportError) -> TransportError {
        guard let seconds = error.retryAfter, seconds > 1 else { return error }
        return TransportError(
            .temporary,
            "\(error.message) The server asks to wait \(Int(min(seconds, 1e9))) s; "
                + "run the command again then."
        )
    }
}
