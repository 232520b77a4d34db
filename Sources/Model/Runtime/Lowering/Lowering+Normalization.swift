internal import CDNNL
internal import FrankenGraph

extension Lowering {
    /// Batch normalization that no convolution took along: scale, then shift.
    mutating func lower(_ op: BatchNormalization, _ node: ModelGraph.Node) throws(RuntimeError) {
        let affine = try weights.affine(of: node)
        let source = try dense(node.inputs[0])
        let scaled = try combine(
            FD_MULTIPLY,
            source,
            channel: affine.scale,
            axis: 1,
            node: node.name
        )
        define(
            node.name,
            try combine(FD_ADD, scaled, channel: affine.shift, axis: 1, node: node.name)
        )
    }

    mutating func lower(_ op: ChannelScale, _ node: ModelGraph.Node) throws(RuntimeError) {
        let source = try dense(node.inputs[0])
        let axis = op.axis.index(rank: source.layout.extents.count)
        let scale = try weights.floats(node.parameterName("weight"), node: node.name)
        define(
            node.name,
            try combine(FD_MULTIPLY, source, channel: scale, axis: axis, node: node.name)
        )
    }

    mutating func lower(_ op: LayerNormalization, _ node: ModelGraph.Node) throws(RuntimeError) {
        let order = op.axis == .first ? TensorLayout.channelsLast : TensorLayout.rowMajor
        let source = try value(node.inputs[0], as: order)
        let rank = source.layout.extents.count
        // Channels last in memory either way; the engine wants them last among the axes too.
        let axes = op.axis == .first ? [0] + Array(2..<rank) + [1] : Array(0..<rank)
        guard source.layout.permuted(axes).isRowMajor else {
            throw RuntimeError(
                .unsupportedOperation,
                node: node.name,
                "layerNorm over axis 1 needs [N, C, H, W], found \(source.layout.extents)"
            )
        }
        let result = newValue(source.layout.compact)
        let handle = try LayoutHandle(source.layout.permuted(axes), node: node.name)
        let primitive = unsafe try Primitive(node: node.name, "layerNorm") { made in
            unsafe fd_layer_norm(engine.handle, handle.handle, Float(op.epsilon), made)
        }
        let scale = try AlignedBuffer(
            floats: weights.floats(node.parameterName("weight"), node: node.name)
        )
        let shift = try AlignedBuffer(
            floats: weights.floats(node.parameterName("bias"), node: node.name)
        )
        let vector = try LayoutHandle(.rowMajor([op.channels], .float32), node: node.name)
        emit(
            node.name,
            primitive,
            [
                argument(FD_SOURCE, source, handle), argument(FD_DESTINATION, result, handle),
                Argument(role: FD_SCALE, operand: .constant(scale), layout: vector),
                Argument(role: FD_SHIFT, operand: .constant(shift), layout: vector),
            ]
        )
        define(node.name, result)
    }

    /// The norm is a 1x1 convolution of squares or magnitudes: weights gamma, bias beta.
    mutating func lower(_ op: DivisiveNormalization, _ node: ModelGraph.Node) throws(RuntimeError) {
        let source = try value(node.inputs[0], as: TensorLayout.channelsLast)
        let handle = try LayoutHandle(source.layout, node: node.name)
        let powers = newValue(source.layout.compact)
        let function = op.form == .squared ? FD_SQUARE : FD_ABS
        let power = unsafe try Primitive(node: node.name, "gdn") { made in
            unsafe fd_eltwise(
                engine.handle,
                fd_post(function: function, alpha: 0, beta: 0),
                handle.handle,
                made
            )
        }
        emit(
            node.name,
            power,
            [argument(FD_SOURCE, source, handle), argument(FD_DESTINATION, powers, handle)]
        )
        let norms = try norm(op, node, powers, handle)
        let exponent: Float = (op.form == .squared ? 0.5 : 1) * (op.inverse ? 1 : -1)
        let root = unsafe try Primitive(node: node.name, "gdn") { made in
            unsafe fd_eltwise(
                engine.handle,
                fd_post(function: FD_POWER, alpha: 1, beta: exponent),
                handle.handle,
                made
            )
        }
        emit(
            node.name,
            root,
            [argument(FD_SOURCE, norms, handle), argument(FD_DESTINATION, norms, handle)]
        )
        let product = unsafe try Primitive(node: node.name, "gdn") { made in
            unsafe fd_binary(
                engine.handle,
                FD_MULTIPLY,
                handle.handle,
                handle.handle,
                handle.handle,
                nil,
                0,
                made
            )
        }
        let result = newValue(source.layout.compact)
        emit(
            node.name,
            product,
            [
                argument(FD_SOURCE, source, handle),
                argument(fd_role(FD_SOURCE.rawValue + 1), norms, handle),
                argument(FD_DESTINATION, result, handle),
            ]
        )
        define(node.name, result)
    }

    private mutating func norm(
        _ op: DivisiveNormalization,
        _ node: ModelGraph.Node,
        _ powers: Placed,
        _ handle: LayoutHandle
    ) throws(RuntimeError) -> Placed {
        let stored = TensorLayout.rowMajor([op.channels, op.channels, 1, 1], .float32)
        let anyWeights = try LayoutHandle(stored.extents, type, strides: nil, node: node.name)
        let biasHandle = try LayoutHandle(.rowMajor([op.channels], .float32), node: node.name)
        var window = fd_window(
            kernel: (1, 1),
            stride: (1, 1),
            dilation: (1, 1),
            before: (0, 0),
            after: (0, 0)
        )
        let primitive = unsafe try Primitive(node: node.name, "gdn") { made in
            unsafe fd_convolution(
                engine.handle,
                handle.handle,
                anyWeights.handle,
                biasHandle.handle,
                handle.handle,
                &window,
                FD_DIRECT,
                nil,
                0,
                made
            )
        }
        let packed = try weights.pack(
            WeightCache.Request(
                node: node,
                hasBias: true,
                affine: [],
                stored: stored,
                type: type,
                outputAxes: [0],
                weightRole: "gamma",
                biasRole: "beta"
            ),
            for: primitive,
            engine: engine
        )
        let norms = newValue(powers.layout)
        var arguments = [
            argument(FD_SOURCE, powers, handle), argument(FD_DESTINATION, norms, handle),
            Argument(role: FD_WEIGHTS, operand: .constant(packed.weights), layout: packed.layout),
        ]
        if let bias = packed.bias {
            arguments.append(
                Argument(role: FD_BIAS, operand: .constant(bias), layout: biasHandle)
            )
        }
        emit(node.name, primitive, arguments)
        return norms
    }

    mutating func lower(_ op: Softmax, _ node: ModelGraph.Node) throws(RuntimeError) {
        let source = try dense(node.inputs[0])
        let handle = try LayoutHandle(source.layout, node: node.name)
        let primitive = unsafe try Primitive(node: node.name, "softmax") { made in
            unsafe fd_softmax(engine.handle, handle.handle, CInt(op.axis), made)
        }
        let result = newValue(source.layout.compact)
        emit(
            node.name,
            primitive,
            [argument(FD_SOURCE, source, handle), argument(FD_DESTINATION, result, handle)]
        )
        define(node.name, result)
    }
}
