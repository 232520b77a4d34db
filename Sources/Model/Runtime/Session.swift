internal import Synchronization

/// Memory to run a plan in.
///
/// Runs of one session wait for each other; sessions run side by side.
///
/// Inputs are written into the arena and outputs are read from it, so a run with closures takes no
/// memory of its own.
public final class Session: Sendable {
    /// What is run.
    public let plan: Plan
    private let state: Mutex<BoundPlan>

    init(_ plan: Plan) throws(RuntimeError) {
        self.plan = plan
        state = try Mutex(BoundPlan(plan))
    }

    /// Runs the plan.
    ///
    /// The session is locked from `write` to `read`: neither may run the same session again, and
    /// neither may keep a buffer.
    ///
    /// - Parameters:
    ///   - write: Fills the inputs, in the order of ``Plan/inputs``; row-major floats, of which
    ///     nothing is left from the run before.
    ///   - read: Takes the outputs, in the order of ``Plan/outputs``; valid only inside.
    /// - Returns: What `read` returns.
    /// - Throws: ``RuntimeError`` when a kernel fails, or what the closures throw.
    public func run<Result: Sendable>(
        write: ([UnsafeMutableBufferPointer<Float>]) throws -> Void,
        read: ([UnsafeBufferPointer<Float>]) throws -> Result
    ) throws -> Result {
        try state.withLock { bound in
            unsafe try write(bound.inputs)
            try bound.run(plan)
            return unsafe try read(bound.outputs)
        }
    }

    /// Runs the plan on whatever its inputs hold and times every step.
    ///
    /// - Parameter runs: How many runs to take the fastest of, step by step; 1 or more.
    /// - Returns: One duration for each of ``Plan/steps``.
    /// - Throws: ``RuntimeError`` when a kernel fails.
    public func profile(runs: Int) throws -> [Duration] {
        try state.withLock { bound in
            var best = try bound.durations(plan)
            for _ in 1..<max(2, runs) {
                best = zip(best, try bound.durations(plan)).map { min($0, $1) }
            }
            return best
        }
    }

    /// Runs the plan on arrays.
    ///
    /// - Parameter inputs: One row-major array for each of ``Plan/inputs``.
    /// - Returns: One row-major array for each of ``Plan/outputs``.
    /// - Throws: ``RuntimeError`` when a count is wrong or a kernel fails.
    public func run(_ inputs: [[Float]]) throws -> [[Float]] {
        guard inputs.count == plan.inputs.count else {
            throw RuntimeError(
                .wrongSize,
                "needs \(plan.inputs.count) inputs, found \(inputs.count)"
            )
        }
        for (input, port) in zip(inputs, plan.inputs) where input.count != port.elementCount {
            throw RuntimeError(
                .wrongSize,
                node: port.name,
                "needs \(port.elementCount) floats for \(port.shape), found \(input.count)"
            )
        }
        return unsafe try run(
            write: { buffers in
                for unsafe(buffer, input) in unsafe zip(buffers, inputs) {
                    _ = unsafe buffer.update(from: input)
                }
            },
            read: { buffers in unsafe buffers.map { unsafe Array($0) } }
        )
    }
}
