internal import CDNNL
internal import FrankenGraph
internal import FrankenWeights
internal import Synchronization

/// Packed weights, made once and shared by all plans of a model.
///
/// A plan for another batch or size usually wants the same packing; then it costs no memory. After
/// a tensor is packed, the pages of the file it came from are given back.
final class WeightCache: Sendable {
    /// What to pack.
    struct Request {
        let node: ModelGraph.Node
        let hasBias: Bool
        /// Per-channel affine nodes to fold in.
        let affine: [ModelGraph.Node]
        /// The weight as the checkpoint stores it, under the engine's names for the axes.
        let stored: TensorLayout
        let type: ElementType
        /// The engine's axes that together count output channels.
        let outputAxes: [Int]
        var weightRole = "weight"
        var biasRole = "bias"
        /// Channels whose bias counts as zero.
        var unbiased = 0..<0

        /// How many of the channels are in one group.
        var channelsPerGroup: Int { stored.extents[outputAxes[outputAxes.count - 1]] }
        var channels: Int { outputAxes.reduce(1) { $0 * stored.extents[$1] } }

        var weightName: String { node.parameterName(weightRole) }
        var biasName: String? { hasBias ? node.parameterName(biasRole) : nil }
    }

    /// All that decides the packed bytes, but for the layout's fields beyond its hash.
    ///
    /// Nodes may share a prefix, so names alone do not tell a kernel from a norm's matrix.
    private struct Key: Hashable {
        /// A normalization or scale that is folded in.
        struct Folded: Hashable {
            let op: Op
            let prefix: String
        }

        let weight: String
        let bias: String?
        let stored: TensorLayout
        let type: ElementType
        let affine: [Folded]
        let unbiased: Range<Int>
        let layoutHash: UInt64

        init(_ request: Request, layoutHash: UInt64) {
            weight = request.weightName
            bias = request.biasName
            stored = request.stored
            type = request.type
            affine = request.affine.map { Folded(op: $0.op, prefix: $0.prefix) }
            unbiased = request.unbiased
            self.layoutHash = layoutHash
        }
    }

    /// Weights in a primitive's own layout, and a float bias.
    struct Packed: Sendable {
        let weights: AlignedBuffer
        let layout: LayoutHandle
        let bias: AlignedBuffer?
    }

    /// A per-channel `x * scale + shift`.
    struct Affine {
        var scale: [Float]
        var shift: [Float]
    }

    private let model: Model
    private let packed = Mutex<[Key: [Packed]]>([:])

    init(_ model: Model) {
        self.model = model
    }

    /// Bytes that packed weights take.
    var byteCount: Int {
        packed.withLock { entries in
            entries.values.joined().reduce(0) {
                $0 + $1.weights.byteCount + ($1.bias?.byteCount ?? 0)
            }
        }
    }

    /// The weights of a node as a primitive wants them.
    func pack(
        _ request: Request,
        for primitive: Primitive,
        engine: Engine
    ) throws(RuntimeError) -> Packed {
        let layout = try primitive.weightsLayout(node: request.node.name)
        let key = Key(request, layoutHash: layout.hash)
        let known = packed.withLock { $0[key]?.first { $0.layout.isEqual(to: layout) } }
        if let known { return known }
        let made = try make(request, layout, engine)
        // Two plans may race to here; the first one's copy stays, both are right.
        return packed.withLock { entries in
            if let known = entries[key]?.first(where: { $0.layout.isEqual(to: layout) }) {
                return known
            }
            entries[key, default: []].append(made)
            return made
        }
    }

    private func make(
        _ request: Request,
        _ layout: LayoutHandle,
        _ engine: Engine
    ) throws(RuntimeError) -> Packed {
        let node = request.node.name
        let staging = try AlignedBuffer(byteCount: request.stored.elementCount * 4)
        let elements = unsafe UnsafeMutableBufferPointer(
            start: staging.address.assumingMemoryBound(to: Float.self),
            count: request.stored.elementCount
        )
        unsafe try copyFloats(request.weightName, into: elements, node: node)
        var shift = [Float](repeating: 0, count: request.channels)
        if let name = request.biasName { shift = try floats(name, node: node) }
        for channel in request.unbiased { shift[channel] = 0 }
        if !request.affine.isEmpty {
            let affine = try combined(request.affine, channels: request.channels)
            unsafe Self.scale(elements, by: affine.scale, request)
            for channel in shift.indices {
                shift[channel] = shift[channel] * affine.scale[channel] + affine.shift[channel]
            }
            let folded = "'\(request.weightName)' with '\(request.affine[0].prefix)' folded in"
            try unsafe Self.check(UnsafeBufferPointer(elements), folded, node: node)
            try Self.check(shift, folded, node: node)
        }
        let source = try LayoutHandle(request.stored, node: node)
        let weights = try AlignedBuffer(byteCount: layout.byteCount)
        let reorder = unsafe try Primitive(node: node, "weights") { made in
            unsafe fd_reorder(engine.handle, source.handle, layout.handle, made)
        }
        let scratchpad = try AlignedBuffer(byteCount: reorder.scratchpadByteCount)
        let call = unsafe try PrimitiveCall(
            reorder,
            node: node,
            [
                (FD_SOURCE, source, staging.address), (FD_DESTINATION, layout, weights.address),
                (FD_SCRATCHPAD, nil, scratchpad.address),
            ],
            engine: engine
        )
        try call.run(engine)
        let hasBias = request.hasBias || !request.affine.isEmpty
        return Packed(
            weights: weights,
            layout: layout,
            bias: hasBias ? try AlignedBuffer(floats: shift) : nil
        )
    }

    /// Multiplies each output channel's weights, in the order the checkpoint stores them.
    private static func scale(
        _ elements: UnsafeMutableBufferPointer<Float>,
        by scale: [Float],
        _ request: Request
    ) {
        let channelAxis = request.outputAxes[request.outputAxes.count - 1]
        let run = request.stored.strides[channelAxis]
        let perGroup = request.channelsPerGroup
        let groupRuns = request.stored.elementCount / run / (request.channels / perGroup)
        for index in 0..<(request.stored.elementCount / run) {
            let channel = index / groupRuns * perGroup + index % perGroup
            let factor = scale[channel]
            for element in (index * run)..<((index + 1) * run) {
                unsafe elements[element] *= factor
            }
        }
    }

    // MARK: Parameters

    /// Several affine nodes as one.
    private func combined(
        _ nodes: [ModelGraph.Node],
        channels: Int
    ) throws(RuntimeError) -> Affine {
        var total = Affine(
            scale: .init(repeating: 1, count: channels),
            shift: .init(repeating: 0, count: channels)
        )
        for node in nodes {
            let next = try affine(of: node)
            for channel in 0..<channels {
                total.scale[channel] *= next.scale[channel]
                total.shift[channel] =
                    total.shift[channel] * next.scale[channel] + next.shift[channel]
            }
        }
        return total
    }

    /// The affine that a normalization or channel scale stands for.
    func affine(of node: ModelGraph.Node) throws(RuntimeError) -> Affine {
        let weight = try floats(node.parameterName("weight"), node: node.name)
        let op: BatchNormalization
        switch node.op {
        case .channelScale:
            return Affine(scale: weight, shift: .init(repeating: 0, count: weight.count))
        case .batchNormalization(let normalization): op = normalization
        case .convolution, .transposedConvolution, .linear, .layerNormalization,
            .divisiveNormalization, .activation, .binary, .softmax, .pooling, .globalPooling,
            .reshape, .permute, .flatten, .concatenation, .subsample, .channelPadding,
            .pixelShuffle, .resize, .patchMerging, .windowAttention:
            throw RuntimeError(
                .unsupportedOperation,
                node: node.name,
                "'\(node.op.kind)' is no factor for each channel, which could be folded in"
            )
        }
        let bias = try floats(node.parameterName("bias"), node: node.name)
        let mean = try floats(node.parameterName("running_mean"), node: node.name)
        let variance = try floats(node.parameterName("running_var"), node: node.name)
        if let least = variance.min(), least < 0 {
            throw RuntimeError(
                .notFinite,
                node: node.name,
                "'\(node.parameterName("running_var"))' has a negative variance, \(least). "
                    + Self.damaged
            )
        }
        var affine = Affine(scale: weight, shift: bias)
        for channel in weight.indices {
            // In double: the reciprocal root must not add an error of its own.
            let deviation = (Double(variance[channel]) + op.epsilon).squareRoot()
            let scale = Double(weight[channel]) / deviation
            affine.scale[channel] = Float(scale)
            affine.shift[channel] = Float(Double(bias[channel]) - Double(mean[channel]) * scale)
        }
        try Self.check(
            affine.scale + affine.shift,
            "the factors of '\(node.prefix)'",
            node: node.name
        )
        return affine
    }

    func floats(_ name: String, node: String) throws(RuntimeError) -> [Float] {
        do {
            let values = try model.weights.floats(named: name)
            try model.weights.dropPages(named: name)
            try Self.check(values, "'\(name)'", node: node)
            return values
        } catch let error as RuntimeError {
            throw error
        } catch {
            throw RuntimeError(.executionFailed, node: node, "cannot read '\(name)': \(error)")
        }
    }

    private func copyFloats(
        _ name: String,
        into elements: UnsafeMutableBufferPointer<Float>,
        node: String
    ) throws(RuntimeError) {
        do {
            unsafe try model.weights.copyFloats(named: name, into: elements)
            try model.weights.dropPages(named: name)
        } catch {
            throw RuntimeError(.executionFailed, node: node, "cannot read '\(name)': \(error)")
        }
        try unsafe Self.check(UnsafeBufferPointer(elements), "'\(name)'", node: node)
    }

    // MARK: Numbers that are none

    private static let damaged =
        "The weights are damaged, or their training diverged; use another checkpoint."

    private static func check(
        _ values: [Float],
        _ what: String,
        node: String
    ) throws(RuntimeError) {
        let isFinite = unsafe values.withUnsafeBufferPointer { values in
            unsafe fd_are_finite(values.baseAddress, values.count)
        }
        if !isFinite { throw notFinite(what, node) }
    }

    private static func check(
        _ values: UnsafeBufferPointer<Float>,
        _ what: String,
        node: String
    ) throws(RuntimeError) {
        guard unsafe fd_are_finite(values.baseAddress, values.count) else {
            throw notFinite(what, node)
        }
    }

    private static func notFinite(_ what: String, _ node: String) -> RuntimeError {
        RuntimeError(
            .notFinite,
            node: node,
            "\(what): found a value that is infinite or not a number. \(damaged)"
        )
    }
}
