internal import FrankenGraph

/// All steps of a plan: of the whole batch at once, or at first of a few images at a time.
struct LoweredGraph: Sendable {
    let steps: [Step]
    /// Bytes of each buffer.
    let bufferByteCounts: [Int]
    /// Where the inputs are, in the graph's order.
    let inputs: [Lowering.Placed]
    /// Where the outputs are, in the graph's order.
    let outputs: [Lowering.Placed]
    /// How many steps, from the first, run once for each portion of the batch.
    let portionStepCount: Int
    /// How many portions the batch has.
    let portionCount: Int
    /// By how many bytes the address of a buffer moves from one portion to the next.
    let advances: [Int: Int]

    /// Lowers a graph with fully known shapes of all values.
    ///
    /// - Throws: ``RuntimeError`` naming the op without a kernel.
    init(
        _ graph: ModelGraph,
        shapes: [String: [Int]],
        options: PlanOptions,
        engine: Engine,
        weights: WeightCache
    ) throws {
        let type = options.precision.type
        let mayBlock = options.usesWinograd && type == .float32
        func lowering(_ graph: ModelGraph, _ shapes: [String: [Int]]) -> Lowering {
            Lowering(
                graph: graph,
                shapes: shapes,
                type: type,
                engine: engine,
                weights: weights,
                region: mayBlock ? WinogradRegion(graph, shapes: shapes, engine: engine) : .init()
            )
        }
        guard
            let split = BatchSplit(graph, shapes: shapes, type: type, threads: options.threads)
        else {
            var whole = lowering(graph, shapes)
            inputs = graph.inputs.map { whole.placeInput($0.name, batch: nil) }
            try whole.lowerNodes()
            outputs = try whole.collectOutputs()
            steps = whole.steps
            bufferByteCounts = whole.bufferByteCounts
            portionStepCount = 0
            portionCount = 1
            advances = [:]
            return
        }
        let (head, tail) = try graph.cut(at: split.value)
        let batch = shapes[split.value]?.first ?? split.portion
        let portionShapes = shapes.mapValues { [split.portion] + $0.dropFirst() }
        var first = lowering(head, portionShapes)
        inputs = head.inputs.map { first.placeInput($0.name, batch: batch) }
        try first.lowerNodes()
        let crossing = try first.emitPortion(of: split.value, batch: batch)
        var advances: [Int: Int] = [:]
        for value in inputs + [crossing] {
            let portion = value.layout.elementCount / batch * split.portion
            advances[value.buffer] = portion * value.layout.type.byteCount
        }
        var rest = lowering(tail, shapes)
        rest.resume(after: first, with: crossing)
        try rest.lowerNodes()
        outputs = try rest.collectOutputs()
        steps = rest.steps
        bufferByteCounts = rest.bufferByteCounts
        portionStepCount = first.steps.count
        portionCount = batch / split.portion
        self.advances = advances
    }

    /// The steps that need each buffer, first and last.
    ///
    /// A buffer that moves from portion to portion lives through all of them.
    var uses: [ArenaLayout.Use] {
        var uses = bufferByteCounts.map {
            ArenaLayout.Use(byteCount: $0, first: Int.max, last: -1)
        }
        for (index, step) in steps.enumerated() {
            for buffer in step.instruction.buffers {
                uses[buffer].first = min(uses[buffer].first, index)
                uses[buffer].last = max(uses[buffer].last, index)
            }
        }
        for buffer in advances.keys {
            uses[buffer].first = 0
            uses[buffer].last = max(uses[buffer].last, portionStepCount - 1)
        }
        for input in inputs {
            uses[input.buffer].first = -1
            uses[input.buffer].last = max(uses[input.buffer].last, 0)
        }
        for output in outputs { uses[output.buffer].last = Int.max }
        for buffer in uses.indices where uses[buffer].first == Int.max {
            uses[buffer].first = uses[buffer].last
        }
        return uses
    }
}
