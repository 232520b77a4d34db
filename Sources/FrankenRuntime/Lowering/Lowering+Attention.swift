internal import CDNNL
internal import FrankenGraph

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
        let qkv = try project(gathered, node, "qkv", 3 * op.channels)
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
        _ out: Int
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
                biasRole: "\(role).bias"
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
        // The three parts of qkv as [windows, heads, tokens, depth] without moving anything.
        func part(_ index: Int) -> Placed {
            var view = qkv
            view.layout = TensorLayout(
                extents: [windows.count, heads, tokens, depth],
                strides: [tokens * 3 * op.channels, depth, 3 * op.channels, 1],
                type: type,
                offset: index * op.channels
            )
            return view
        }
        var keys = part(1)
        keys.layout = keys.layout.permuted([0, 1, 3, 2])
        // Scores stay floats: softmax of rounded scores would cost accuracy for nothing.
        let scores = newValue(.rowMajor([windows.count, heads, tokens, tokens], .float32))
        let scale = 1 / Float(depth).squareRoot()
        try multiply(part(0), keys, into: scores, scale: scale, node: name)
        try add(try bias(op, node, windows), to: scores, images: windows.images, node: name)
        let handle = try LayoutHandle(scores.layout, node: name)
        let softmax = unsafe try Primitive(node: name, "softmax") { made in
            unsafe fd_softmax(engine.handle, handle.handle, 3, made)
        }
        emit(
            name,
            softmax,
            [argument(FD_SOURCE, scores, handle), argument(FD_DESTINATION, scores, handle)]
        )
        let shares =
            type == .float32
            ? scores : try copy(scores, to: .rowMajor(scores.layout.extents, type), node: name)
        let mixed = newValue(.rowMajor([windows.count * tokens, op.channels], type))
        var perHead = mixed
        perHead.layout = TensorLayout(
            extents: [windows.count, heads, tokens, depth],
            strides: [tokens * op.channels, depth, op.channels, 1],
            type: type
        )
        try multiply(shares, part(2), into: perHead, scale: 1, node: name)
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

    /// Adds `[windows of one image, heads, T, T]` to the scores of every image.
    private mutating func add(
        _ bias: (values: AlignedBuffer, windows: Int),
        to scores: Placed,
        images: Int,
        node: String
    ) throws(RuntimeError) {
        let extents = scores.layout.extents
        let perImage = extents[0] / images
        let split = TensorLayout.rowMajor([images, perImage] + extents[1...], .float32)
        let handle = try LayoutHandle(split, node: node)
        let biasHandle = try LayoutHandle(
            .rowMajor([1, bias.windows] + extents[1...], .float32),
            node: node
        )
        let primitive = unsafe try Primitive(node: node, "bias") { made in
            unsafe fd_binary(
                engine.handle,
                FD_ADD,
                handle.handle,
                biasHandle.handle,
                handle.handle,
                nil,
                0,
                made
            )
        }
        emit(
            node,
            primitive,
            [
                argument(FD_SOURCE, scores, handle),
                Argument(
                    role: fd_role(FD_SOURCE.rawValue + 1),
                    operand: .constant(bias.values),
                    layout: biasHandle
                ),
                argument(FD_DESTINATION, scores, handle),
            ]
        )
    }

    /// The relative position bias, plus the mask of shifted windows.
    private func bias(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ windows: WindowPartition
    ) throws(RuntimeError) -> (values: AlignedBuffer, windows: Int) {
        let table = try weights.floats(
            node.parameterName("relative_position_bias_table"),
            node: node.name
        )
        let masked = windows.isShifted ? windows.perImage : 1
        let tokens = windows.tokens
        var values: [Float] = []
        values.reserveCapacity(masked * op.heads * tokens * tokens)
        for window in 0..<masked {
            for head in 0..<op.heads {
                for query in 0..<tokens {
                    for key in 0..<tokens {
                        let entry = op.biasIndex(query: query, key: key) * op.heads + head
                        let isSeen =
                            !windows.isShifted
                            || windows.region(window, query) == windows.region(window, key)
                        values.append(table[entry] + (isSeen ? 0 : -100))
                    }
                }
            }
        }
        return (try AlignedBuffer(floats: values), masked)
    }
}

extension WindowAttention {
    /// The row of the bias table for two tokens of a window.
    fileprivate func biasIndex(query: Int, key: Int) -> Int {
        let down = query / window.width - key / window.width + window.height - 1
        let right = query % window.width - key % window.width + window.width - 1
        return down * (2 * window.width - 1) + right
    }
}
