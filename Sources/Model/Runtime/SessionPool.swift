internal import Synchronization

/// Sessions of one plan for callers that come at once.
///
/// The plan and its packed weights are there once; what a caller adds is the memory that one run
/// takes. Sessions are made when they are needed, and stay. Thread-safe.
public final class SessionPool: Sendable {
    private struct Slot {
        let session: Session
        var callers: Int
    }

    /// What is run.
    public let plan: Plan
    /// The most sessions; callers beyond them wait for each other.
    public let limit: Int
    private let slots: Mutex<[Slot]>

    /// A pool of one session.
    ///
    /// - Parameters:
    ///   - plan: What is run.
    ///   - limit: The most sessions, at least 1; by default as many as there are processors, since
    ///     more runs at a time are no faster.
    /// - Throws: ``RuntimeError`` when the session's memory cannot be had.
    public init(_ plan: Plan, limit: Int = PlanOptions.availableThreads) throws(RuntimeError) {
        self.plan = plan
        self.limit = max(1, limit)
        slots = try Mutex([Slot(session: plan.session(), callers: 0)])
    }

    /// How many sessions were made.
    public var sessionCount: Int { slots.withLock(\.count) }

    /// Bytes of all sessions' memory.
    public var byteCount: Int { sessionCount * plan.sessionByteCount }

    /// Runs the plan in a session that nobody else uses, where there is one or may be another.
    ///
    /// - Parameters:
    ///   - write: Fills the inputs, as ``Session/run(write:read:)`` has it.
    ///   - read: Takes the outputs.
    /// - Returns: What `read` returns.
    /// - Throws: ``RuntimeError`` when memory cannot be had or a kernel fails, or what the closures
    ///   throw.
    public func run<Result: Sendable>(
        write: ([UnsafeMutableBufferPointer<Float>]) throws -> Void,
        read: ([UnsafeBufferPointer<Float>]) throws -> Result
    ) throws -> Result {
        let (index, session) = try lease()
        defer { slots.withLock { $0[index].callers -= 1 } }
        return unsafe try session.run(write: write, read: read)
    }

    /// The session with the fewest callers, or a new one when all have some.
    private func lease() throws(RuntimeError) -> (index: Int, session: Session) {
        try slots.withLock { slots throws(RuntimeError) in
            var best = 0
            for index in slots.indices where slots[index].callers < slots[best].callers {
                best = index
            }
            if slots[best].callers > 0, slots.count < limit {
                slots.append(Slot(session: try plan.session(), callers: 0))
                best = slots.count - 1
            }
            slots[best].callers += 1
            return (best, slots[best].session)
        }
    }
}
