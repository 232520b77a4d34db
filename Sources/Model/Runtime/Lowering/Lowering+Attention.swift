internal import CDNNL
internal import FrankenGraph

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Lowering {
    /// Windowed attention: gather windows, project, attend per window and head, project, put back.
    ///
    /// ```
    /// [N, H, W, C] -gather-> [N nW, T, C] -qkv-> [N nW, T, 3C]
    ///   q k^T / sqrt(d) + bias (+ mask) -> softmax -> v -> proj -gather-> [N, H, W, C]
    /// ```
    mutating func lower(_ op: WindowAttention, _ node: ModelGraph.Node) throws(RuntimeError) {
        let name = node.name
        let source = try value(node.inputs[0], as: TensorLayout.rowMajor)
        try checkSize(op, source.layout.extents, node: name)
        let windows = WindowPartition(op, extents: source.layout.extents)
        let gathered = newValue(
            .rowMajor([windows.count * windows.tokens, op.channels], type)
        )
        gather(windows.partition, of: op.channels, from: source, to: gathered, node: name)
        let isCosine = op.scoring == .cosine
        let keys = op.channels..<2 * op.channels
        let qkv = try project(
            gathered,
            node,
            "qkv",
            3 * op.channels,
            unbiased: isCosine ? keys : 0..<0
        )
        if isCosine { try normalizeHeads(op, node, qkv) }
        let mixed = try attend(op, node, qkv, windows)
        let projected = try project(mixed, node, "proj", op.channels)
        let result = newValue(source.layout.compact)
        gather(windows.restoration, of: op.channels, from: projected, to: result, node: name)
        define(name, result)
    }

    /// Refuses windows whose scores no real network has, before memory is asked for them.
    private func checkSize(
        _ op: WindowAttention,
        _ extents: [Int],
        node: String
    ) throws(RuntimeError) {
        let (height, width) = (op.window.height, op.window.width)
        let perImage = ((extents[1] + height - 1) / height) * ((extents[2] + width - 1) / width)
        let tokens = height * width
        try checkTable(
            Shape.product([perImage, op.heads, tokens, tokens]),
            node: node
        )
        try checkTable(Shape.product([extents[0], perImage, tokens]), node: node)
    }

    private mutating func project(
        _ source: Placed,
        _ node: ModelGraph.Node,
        _ role: String,
        _ out: Int,
        unbiased: Range<Int> = 0..<0
    ) throws(RuntimeError) -> Placed {
        let features = source.layout.extents[1]
        return try linear(
            source,
            node: node,
            wanted: Epilogue(),
            WeightCache.Request(
                node: node,
                hasBias: true,
                affine: [],
                stored: .rowMajor([out, features], .float32),
                type: type,
                outputAxes: [0],
                weightRole: "\(role).weight",
                biasRole: "\(role).bias",
                unbiased: unbiased
            ),
            resultType: type
        ).value
    }

    private mutating func attend(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ qkv: Placed,
        _ windows: WindowPartition
    ) throws(RuntimeError) -> Placed {
        let name = node.name
        let (tokens, heads) = (windows.tokens, op.heads)
        let depth = op.channels / heads
        // The three parts of qkv as [windows, heads, tokens, depth], each copied to its own place:
        // oneDNN's fast products do not take views with gaps between rows.
        func part(_ index: Int) throws(RuntimeError) -> Placed {
            var view = qkv
            view.layout = TensorLayout(
                extents: [windows.count, heads, tokens, depth],
                strides: [tokens * 3 * op.channels, depth, 3 * op.channels, 1],
                type: type,
                offset: index * op.channels
            )
            return try copy(view, to: .rowMajor(view.layout.extents, type), node: name)
        }
        var keys = try part(1)
        keys.layout = keys.layout.permuted([0, 1, 3, 2])
        // Scores stay floats: softmax of rounded scores would cost accuracy for nothing.
        let scores = newValue(.rowMajor([windows.count, heads, tokens, tokens], .float32))
        let scale = op.scoring == .cosine ? 1 : 1 / Float(depth).squareRoot()
        try multiply(try part(0), keys, into: scores, scale: scale, node: name)
        let bias = try positionBias(op, node, windows)
        let shares = type == .float32 ? scores : newValue(.rowMajor(scores.layout.extents, type))
        let rows = AttentionShares(
            rowCount: windows.count * heads * tokens,
            tokens: tokens,
            bias: bias.values,
            biasRowCount: bias.windows * heads * tokens,
            type: type
        )
        emit(
            name,
            .attend(
                rows,
                scores: .buffer(scores.buffer, byteOffset: 0),
                shares: .buffer(shares.buffer, byteOffset: 0)
            )
        )
        let mixed = newValue(.rowMajor([windows.count * tokens, op.channels], type))
        var perHead = mixed
        perHead.layout = TensorLayout(
            extents: [windows.count, heads, tokens, depth],
            strides: [tokens * op.channels, depth, op.channels, 1],
            type: type
        )
        try multiply(shares, try part(2), into: perHead, scale: 1, node: name)
        return mixed
    }

    private mutating func multiply(
        _ left: Placed,
        _ right: Placed,
        into result: Placed,
        scale: Float,
        node: String
    ) throws(RuntimeError) {
        let leftHandle = try LayoutHandle(left.layout, node: node)
        let rightHandle = try LayoutHandle(right.layout, node: node)
        let handle = try LayoutHandle(result.layout, node: node)
        let primitive = unsafe try Primitive(node: node, "matmul") { made in
            unsafe fd_matmul(
                engine.handle,
                leftHandle.handle,
                rightHandle.handle,
                handle.handle,
                scale,
                made
            )
        }
        let rightArgument = argument(FD_WEIGHTS, right, rightHandle)
        emit(
            node,
            primitive,
            [
                argument(FD_SOURCE, left, leftHandle), rightArgument,
                argument(FD_DESTINATION, result, handle),
            ]
        )
    }

    /// Queries to the length of their head's scale, keys to 1.
    private mutating func normalizeHeads(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ qkv: Placed
    ) throws(RuntimeError) {
        let logs = try weights.floats(node.parameterName("logit_scale"), node: node.name)
        let scales = logs.map { Float(exp(min(Double($0), log(100)))) }
        let normalization = HeadNormalization(
            rowCount: qkv.layout.extents[0],
            rowStride: 3 * op.channels,
            depth: op.channels / op.heads,
            factors: scales + [Float](repeating: 1, count: op.heads),
            type: type
        )
        emit(node.name, .normalize(normalization, .buffer(qkv.buffer, byteOffset: 0)))
    }
}
