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
    let lowered: LoweredGraph
    let arena: ArenaLayout
    let scratchpadByteCount: Int

    init(_ graph: ModelGraph, _ lowered: LoweredGraph, engine: Engine, options: PlanOptions) {
        self.options = options
        self.engine = engine
        self.lowered = lowered
        inputs = zip(graph.inputs, lowered.inputs).map { input, value in
            Port(name: input.name, shape: value.layout.extents)
        }
        outputs = zip(graph.outputs, lowered.outputs).map { name, value in
            Port(name: name, shape: value.layout.extents)
        }
        arena = ArenaLayout(lowered.uses)
        scratchpadByteCount = lowered.steps.map(\.instruction.scratchpadByteCount).max() ?? 0
    }

    /// Bytes of a session's arena, scratchpad included.
    public var sessionByteCount: Int { arena.byteCount + scratchpadByteCount }

    /// Every step with its kernel, in order.
    public var steps: [StepSummary] {
        lowered.steps.map { StepSummary(node: $0.node, kernel: $0.instruction.kernel) }
    }

    /// A session: memory for one run at a time.
    ///
    /// - Returns: A session that keeps the plan alive.
    /// - Throws: ``RuntimeError`` when its memory cannot be had.
    public func session() throws(RuntimeError) -> Session {
        try Session(self)
    }
}
