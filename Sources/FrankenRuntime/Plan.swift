internal import FrankenGraph

/// A compiled graph: immutable, shared by sessions.
public final class Plan: Sendable {
    /// A value that crosses the plan's border: row-major floats.
    public struct Port: Sendable, Hashable {
        /// The value's name in the graph.
        public let name: String
        /// Its extents.
        public let shape: [Int]

        /// The number of floats.
        public var elementCount: Int { shape.reduce(1, *) }
    }

    /// What one step of the plan is.
    public struct StepSummary: Sendable, Hashable, Codable {
        /// The last graph node the step computes.
        public let node: String
        /// The kernel that was chosen.
        public let kernel: String
    }

    /// Precision and threads.
    public let options: PlanOptions
    /// What the caller provides.
    public let inputs: [Port]
    /// What the caller gets, in the graph's order.
    public let outputs: [Port]

    let engine: Engine
    let instructions: [Step]
    let arena: ArenaLayout
    let inputBuffers: [Int]
    let outputBuffers: [Int]
    let scratchpadByteCount: Int

    init(
        _ lowering: Lowering,
        inputs: [String: Lowering.Placed],
        outputs: [String: Lowering.Placed],
        options: PlanOptions
    ) {
        self.options = options
        engine = lowering.engine
        instructions = lowering.steps
        func port(_ name: String, _ value: Lowering.Placed?) -> Port {
            Port(name: name, shape: value?.layout.extents ?? [])
        }
        let graph = lowering.graph
        self.inputs = graph.inputs.map { port($0.name, inputs[$0.name]) }
        self.outputs = graph.outputs.map { port($0, outputs[$0]) }
        inputBuffers = graph.inputs.compactMap { inputs[$0.name]?.buffer }
        outputBuffers = graph.outputs.compactMap { outputs[$0]?.buffer }
        scratchpadByteCount =
            lowering.steps.map(\.instruction.scratchpadByteCount).max() ?? 0
        arena = Self.arrange(lowering, inputBuffers, outputBuffers)
    }

    /// Lifetimes in steps: inputs live from the start, outputs to the end.
    private static func arrange(
        _ lowering: Lowering,
        _ inputs: [Int],
        _ outputs: [Int]
    ) -> ArenaLayout {
        var uses = lowering.bufferByteCounts.map {
            ArenaLayout.Use(byteCount: $0, first: Int.max, last: -1)
        }
        for (index, step) in lowering.steps.enumerated() {
            for buffer in step.instruction.buffers {
                uses[buffer].first = min(uses[buffer].first, index)
                uses[buffer].last = max(uses[buffer].last, index)
            }
        }
        for buffer in inputs { uses[buffer].first = -1 }
        for buffer in inputs { uses[buffer].last = max(uses[buffer].last, 0) }
        for buffer in outputs { uses[buffer].last = Int.max }
        for buffer in uses.indices where uses[buffer].first == Int.max {
            uses[buffer].first = uses[buffer].last
        }
        return ArenaLayout(uses)
    }

    /// Bytes of a session's arena, scratchpad included.
    public var sessionByteCount: Int { arena.byteCount + scratchpadByteCount }

    /// Every step with its kernel, in order.
    public var steps: [StepSummary] {
        instructions.map { StepSummary(node: $0.node, kernel: $0.instruction.kernel) }
    }

    /// A session: memory for one run at a time.
    ///
    /// - Returns: A session that keeps the plan alive.
    /// - Throws: ``RuntimeError`` when its memory cannot be had.
    public func session() throws(RuntimeError) -> Session {
        try Session(self)
    }
}
