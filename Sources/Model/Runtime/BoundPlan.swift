internal import CDNNL

/// A plan bound to the addresses of one arena: what a session owns.
@safe
struct BoundPlan: ~Copyable {
    let inputs: [UnsafeMutableBufferPointer<Float>]
    let outputs: [UnsafeBufferPointer<Float>]
    private let arena: AlignedBuffer
    private let scratchpad: AlignedBuffer
    private let calls: [(step: Int, call: Call)]

    @safe
    private enum Call {
        case primitive(PrimitiveCall)
        case gather(RowGather, UnsafeRawPointer, UnsafeMutableRawPointer)
        case normalize(HeadNormalization, UnsafeMutableRawPointer)
        case attend(AttentionShares, UnsafeMutableRawPointer, UnsafeMutableRawPointer)
        case clear(UnsafeMutableRawPointer, Int)
    }

    init(_ plan: Plan) throws(RuntimeError) {
        let arena = try AlignedBuffer(byteCount: plan.arena.byteCount)
        let scratchpad = try AlignedBuffer(byteCount: plan.scratchpadByteCount)
        let lowered = plan.lowered
        var calls: [(step: Int, call: Call)] = []
        for portion in 0..<lowered.portionCount {
            for step in 0..<lowered.portionStepCount {
                calls.append((step, try Self.bind(step, portion, plan, arena, scratchpad)))
            }
        }
        for step in lowered.portionStepCount..<lowered.steps.count {
            calls.append((step, try Self.bind(step, 0, plan, arena, scratchpad)))
        }
        func floats(_ value: Lowering.Placed) -> UnsafeMutableBufferPointer<Float> {
            let start = unsafe arena.address + plan.arena.offsets[value.buffer]
            return unsafe UnsafeMutableBufferPointer(
                start: start.assumingMemoryBound(to: Float.self),
                count: value.layout.elementCount
            )
        }
        unsafe inputs = lowered.inputs.map { unsafe floats($0) }
        unsafe outputs = lowered.outputs.map { unsafe UnsafeBufferPointer(floats($0)) }
        self.arena = arena
        self.scratchpad = scratchpad
        self.calls = calls
    }

    /// A step with its addresses in one portion of the batch; behind all of them that is the first.
    private static func bind(
        _ index: Int,
        _ portion: Int,
        _ plan: Plan,
        _ arena: AlignedBuffer,
        _ scratchpad: AlignedBuffer
    ) throws(RuntimeError) -> Call {
        let step = plan.lowered.steps[index]
        func address(_ operand: Operand) -> UnsafeMutableRawPointer {
            switch operand {
            case .buffer(let index, let byteOffset):
                let advance = plan.lowered.advances[index, default: 0] * portion
                return unsafe arena.address + plan.arena.offsets[index] + byteOffset + advance
            case .constant(let buffer): return unsafe buffer.address
            }
        }
        switch step.instruction {
        case .primitive(let primitive, let arguments):
            var bound: [(fd_role, LayoutHandle?, UnsafeMutableRawPointer)] =
                unsafe arguments.map { unsafe ($0.role, $0.layout, address($0.operand)) }
            if primitive.scratchpadByteCount > 0 {
                unsafe bound.append((FD_SCRATCHPAD, nil, scratchpad.address))
            }
            return unsafe .primitive(
                try PrimitiveCall(primitive, node: step.node, bound, engine: plan.engine)
            )
        case .gather(let gather, let source, let destination):
            return unsafe .gather(
                gather,
                UnsafeRawPointer(address(source)),
                address(destination)
            )
        case .normalize(let normalization, let operand):
            return unsafe .normalize(normalization, address(operand))
        case .attend(let attention, let scores, let shares):
            return unsafe .attend(attention, address(scores), address(shares))
        case .clear(let operand, let byteCount):
            return unsafe .clear(address(operand), byteCount)
        }
    }

    func run(_ plan: Plan) throws(RuntimeError) {
        fd_set_threads(CInt(plan.options.threads))
        for (_, call) in calls { try run(call, plan) }
    }

    /// The time of each step, all portions together, in the plan's order.
    func durations(_ plan: Plan) throws(RuntimeError) -> [Duration] {
        fd_set_threads(CInt(plan.options.threads))
        let clock = ContinuousClock()
        var durations = [Duration](repeating: .zero, count: plan.lowered.steps.count)
        for (step, call) in calls {
            let start = clock.now
            try run(call, plan)
            durations[step] += clock.now - start
        }
        return durations
    }

    private func run(_ call: Call, _ plan: Plan) throws(RuntimeError) {
        switch call {
        case .primitive(let primitive): try primitive.run(plan.engine)
        case .gather(let gather, let source, let destination):
            unsafe gather.run(from: source, to: destination)
        case .normalize(let normalization, let address):
            unsafe normalization.run(in: address)
        case .attend(let attention, let scores, let shares):
            unsafe attention.run(scores: scores, shares: shares)
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
