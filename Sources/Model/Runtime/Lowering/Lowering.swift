internal import CDNNL
internal import FrankenGraph

/// Turns a graph with known shapes into steps over buffers.
///
/// Nodes are visited in order; a convolution or linear layer takes the normalizations, sums and
/// activations that follow it into its own primitive (see ``Epilogue``). Views (permutations,
/// reshapes, subsampling) only give a buffer another layout.
struct Lowering {
    /// A value: a buffer and how the value lies in it.
    struct Placed {
        var buffer: Int
        var layout: TensorLayout
    }

    let graph: ModelGraph
    let shapes: [String: [Int]]
    let type: ElementType
    let engine: Engine
    let weights: WeightCache
    let region: WinogradRegion

    /// Bytes of each buffer.
    private(set) var bufferByteCounts: [Int] = []
    private(set) var steps: [Step] = []
    private(set) var values: [String: Placed] = [:]
    /// Values that were also needed in another order or type.
    private var copies: [String: [Placed]] = [:]
    /// Reads of each value by nodes not lowered yet; an output counts as one that never comes.
    private var pendingReads: [String: Int] = [:]
    private let readers: [String: [Int]]
    private var absorbed: Set<String> = []
    /// Buffers that callers fill: never overwritten.
    private var inputBuffers: Set<Int> = []

    init(
        graph: ModelGraph,
        shapes: [String: [Int]],
        type: ElementType,
        engine: Engine,
        weights: WeightCache,
        region: WinogradRegion
    ) {
        self.graph = graph
        self.shapes = shapes
        self.type = type
        self.engine = engine
        self.weights = weights
        self.region = region
        var readers: [String: [Int]] = [:]
        for (index, node) in graph.nodes.enumerated() {
            for source in node.inputs { readers[source, default: []].append(index) }
        }
        self.readers = readers
        pendingReads = readers.mapValues(\.count)
        for output in graph.outputs { pendingReads[output, default: 0] += 1 }
    }

    /// Gives an input its buffer: row-major floats, as callers write them.
    ///
    /// - Parameters:
    ///   - name: The input.
    ///   - batch: Images that the buffer has room for, when more than one portion holds.
    /// - Returns: The whole buffer; the nodes read its first portion.
    mutating func placeInput(_ name: String, batch: Int?) -> Placed {
        let portion = TensorLayout.rowMajor(shape(name), .float32)
        var whole = portion
        if let batch { whole = .rowMajor([batch] + portion.extents.dropFirst(), .float32) }
        let buffer = newBuffer(whole)
        inputBuffers.insert(buffer)
        values[name] = Placed(buffer: buffer, layout: portion)
        return Placed(buffer: buffer, layout: whole)
    }

    /// Lowers every node.
    mutating func lowerNodes() throws(RuntimeError) {
        for node in graph.nodes where !absorbed.contains(node.name) {
            try lower(node)
            for source in node.inputs { pendingReads[source, default: 0] -= 1 }
        }
    }

    /// Brings the outputs into row-major float buffers of their own.
    mutating func collectOutputs() throws(RuntimeError) -> [Placed] {
        var outputs: [Placed] = []
        for name in graph.outputs { outputs.append(try ownRowMajorFloats(name)) }
        return outputs
    }

    /// Copies a value into its portion of a buffer for the whole batch.
    ///
    /// - Returns: The whole buffer, channels last.
    mutating func emitPortion(of name: String, batch: Int) throws(RuntimeError) -> Placed {
        let source = try strided(name)
        let extents = [batch] + source.layout.extents.dropFirst()
        let whole = newValue(.channelsLast(extents, type))
        var portion = whole
        portion.layout.extents = source.layout.extents
        try copy(source, into: portion, node: name)
        return whole
    }

    /// Goes on behind another lowering, from the one value that crosses.
    mutating func resume(after first: Lowering, with crossing: Placed) {
        steps = first.steps
        bufferByteCounts = first.bufferByteCounts
        for input in graph.inputs { values[input.name] = crossing }
    }

    /// An output's buffer belongs to it alone and holds row-major floats.
    private mutating func ownRowMajorFloats(_ name: String) throws(RuntimeError) -> Placed {
        let source = try placed(name)
        let goal = TensorLayout.rowMajor(source.layout.extents, .float32)
        let isShared =
            values.contains { $0.key != name && $0.value.buffer == source.buffer }
            || inputBuffers.contains(source.buffer)
        if source.layout.type == .float32, source.layout.offset == 0,
            source.layout.hasStrides(of: goal), !isShared
        {
            return source
        }
        return try copy(source, to: goal, node: name)
    }

    // MARK: Values

    func placed(_ name: String) throws(RuntimeError) -> Placed {
        guard let value = values[name] else {
            throw RuntimeError(.unknownValue, node: name, "was not computed before it is read")
        }
        return value
    }

    func shape(_ name: String) -> [Int] { shapes[name] ?? [] }

    mutating func define(_ name: String, _ value: Placed) {
        values[name] = value
    }

    mutating func newBuffer(_ layout: TensorLayout) -> Int {
        bufferByteCounts.append(layout.byteExtent)
        return bufferByteCounts.count - 1
    }

    mutating func newValue(_ layout: TensorLayout) -> Placed {
        Placed(buffer: newBuffer(layout), layout: layout)
    }

    /// The value in a given order of memory and in the plan's type, copied only when needed.
    mutating func value(
        _ name: String,
        as order: ([Int], ElementType) -> TensorLayout
    ) throws(RuntimeError) -> Placed {
        try value(name, in: order(shape(name), type))
    }

    /// The value in a given layout, copied only when needed and only once.
    mutating func value(_ name: String, in goal: TensorLayout) throws(RuntimeError) -> Placed {
        let source = try placed(name)
        for known in [source] + copies[name, default: []]
        where known.layout.type == goal.type && known.layout.hasStrides(of: goal) {
            var view = known
            view.layout.strides = goal.strides
            return view
        }
        let made = try copy(source, to: goal, node: name)
        copies[name, default: []].append(made)
        return made
    }

    /// The value in a layout that strides describe, copied only when needed.
    mutating func strided(_ name: String) throws(RuntimeError) -> Placed {
        let source = try placed(name)
        guard source.layout.isBlocked else { return source }
        return try copy(
            source,
            to: .channelsLast(source.layout.extents, source.layout.type),
            node: name
        )
    }

    mutating func copy(
        _ source: Placed,
        to goal: TensorLayout,
        node: String
    ) throws(RuntimeError) -> Placed {
        let result = newValue(goal)
        try copy(source, into: result, node: node)
        return result
    }

    mutating func copy(
        _ source: Placed,
        into result: Placed,
        node: String
    ) throws(RuntimeError) {
        let from = try LayoutHandle(source.layout, node: node)
        let to = try LayoutHandle(result.layout, node: node)
        let primitive = unsafe try Primitive(node: node, "copy") { made in
            unsafe fd_reorder(engine.handle, from.handle, to.handle, made)
        }
        emit(
            node,
            primitive,
            [
                argument(FD_SOURCE, source, from), argument(FD_DESTINATION, result, to),
            ]
        )
    }

    // MARK: Steps

    func argument(_ role: fd_role, _ value: Placed, _ layout: LayoutHandle) -> Argument {
        let byteOffset = value.layout.offset * value.layout.type.byteCount
        return Argument(
            role: role,
            operand: .buffer(value.buffer, byteOffset: byteOffset),
            layout: layout
        )
    }

    mutating func emit(_ node: String, _ primitive: Primitive, _ arguments: [Argument]) {
        emit(node, .primitive(primitive, arguments))
    }

    mutating func emit(_ node: String, _ instruction: Instruction) {
        steps.append(Step(node: node, instruction: instruction))
    }

    // MARK: Reads

    /// The only reader of a value that nobody else needs, or `nil`.
    func onlyReader(of name: String) -> ModelGraph.Node? {
        guard let indices = readers[name], indices.count == 1, !graph.outputs.contains(name) else {
            return nil
        }
        return graph.nodes[indices[0]]
    }

    /// Marks a node as done inside another's primitive.
    mutating func absorb(_ node: ModelGraph.Node) {
        absorbed.insert(node.name)
        for source in node.inputs { pendingReads[source, default: 0] -= 1 }
    }

    /// Whether a buffer may be overwritten once the given reads have happened.
    func isDisposable(_ buffer: Int, afterReading names: [String]) -> Bool {
        guard !inputBuffers.contains(buffer) else { return false }
        func isRead(_ name: String) -> Bool {
            pendingReads[name, default: 0] > names.count(where: { $0 == name })
        }
        return values.allSatisfy { $1.buffer != buffer || !isRead($0) }
            && copies.allSatisfy { name, made in
                !made.contains { $0.buffer == buffer } || !isRead(name)
            }
    }
}
