internal import CDNNL
internal import Synchronization

/// Memory to run a plan in.
///
/// Runs of one session wait for each other; sessions run side by side.
///
/// A run allocates nothing: inputs are written into the arena and outputs are read from it.
public final class Session: Sendable {
    /// What is run.
    public let plan: Plan
    private let state: Mutex<Bound>

    init(_ plan: Plan) throws(RuntimeError) {
        self.plan = plan
        state = try Mutex(Bound(plan))
    }

    /// Runs the plan.
    ///
    /// - Parameters:
    ///   - write: Fills the inputs, in the order of ``Plan/inputs``; row-major floats.
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

/// A plan bound to an arena.
@safe
private struct Bound: ~Copyable {
    let inputs: [UnsafeMutableBufferPointer<Float>]
    let outputs: [UnsafeBufferPointer<Float>]
    private let arena: AlignedBuffer
    private let scratchpad: AlignedBuffer
    private let calls: [Call]

    @safe
    private enum Call {
        case primitive(PrimitiveCall)
        case gather(RowGather, UnsafeRawPointer, UnsafeMutableRawPointer)
        case clear(UnsafeMutableRawPointer, Int)
    }

    init(_ plan: Plan) throws(RuntimeError) {
        let arena = try AlignedBuffer(byteCount: plan.arena.byteCount)
        let scratchpad = try AlignedBuffer(byteCount: plan.scratchpadByteCount)
        func address(_ operand: Operand) -> UnsafeMutableRawPointer {
            switch operand {
            case .buffer(let index, let byteOffset):
                unsafe arena.address + plan.arena.offsets[index] + byteOffset
            case .constant(let buffer): unsafe buffer.address
            }
        }
        var calls: [Call] = []
        for step in plan.instructions {
            switch step.instruction {
            case .primitive(let primitive, let arguments):
                var bound: [(fd_role, LayoutHandle?, UnsafeMutableRawPointer)] =
                    unsafe arguments.map { unsafe ($0.role, $0.layout, address($0.operand)) }
                if primitive.scratchpadByteCount > 0 {
                    unsafe bound.append((FD_SCRATCHPAD, nil, scratchpad.address))
                }
                unsafe calls.append(
                    .primitive(
                        try PrimitiveCall(primitive, node: step.node, bound, engine: plan.engine)
                    )
                )
            case .gather(let gather, let source, let destination):
                unsafe calls.append(
                    .gather(gather, UnsafeRawPointer(address(source)), address(destination))
                )
            case .clear(let operand, let byteCount):
                unsafe calls.append(.clear(address(operand), byteCount))
            }
        }
        unsafe inputs = zip(plan.inputs, plan.inputBuffers).map { port, buffer in
            let start = unsafe address(.buffer(buffer, byteOffset: 0))
            return unsafe UnsafeMutableBufferPointer(
                start: start.assumingMemoryBound(to: Float.self),
                count: port.elementCount
            )
        }
        unsafe outputs = zip(plan.outputs, plan.outputBuffers).map { port, buffer in
            let start = unsafe address(.buffer(buffer, byteOffset: 0))
            return unsafe UnsafeBufferPointer(
                start: start.assumingMemoryBound(to: Float.self),
                count: port.elementCount
            )
        }
        self.arena = arena
        self.scratchpad = scratchpad
        self.calls = calls
    }

    func run(_ plan: Plan) throws(RuntimeError) {
        fd_set_threads(CInt(plan.options.threads))
        for call in calls { try run(call, plan) }
    }

    /// The time of each step, in the plan's order.
    func durations(_ plan: Plan) throws(RuntimeError) -> [Duration] {
        fd_set_threads(CInt(plan.options.threads))
        let clock = ContinuousClock()
        var durations: [Duration] = []
        for call in calls {
            let start = clock.now
            try run(call, plan)
            durations.append(clock.now - start)
        }
        return durations
    }

    private func run(_ call: Call, _ plan: Plan) throws(RuntimeError) {
        switch call {
        case .primitive(let primitive): try primitive.run(plan.engine)
        case .gather(let gather, let source, let destination):
            unsafe gather.run(from: source, to: destination)
        case .clear(let address, let byteCount):
            unsafe address.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        }
    }
}

extension RowGather {
    fileprivate func run(from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer) {
        var target = unsafe destination
        for row in rows {
            if row >= 0 {
                unsafe target.copyMemory(
                    from: source + Int(row) * rowByteCount,
                    byteCount: rowByteCount
                )
            } else {
                unsafe target.initializeMemory(as: UInt8.self, repeating: 0, count: rowByteCount)
            }
            unsafe target += rowByteCount
        }
    }
}
