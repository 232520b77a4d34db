internal import CDNNL
internal import FrankenGraph

extension Lowering {
    mutating func lower(_ op: Convolution, _ node: ModelGraph.Node) throws(RuntimeError) {
        let window = fd_window(
            kernel: op.kernel.pair, stride: op.stride.pair, dilation: op.dilation.pair,
            before: op.padding.pair, after: op.padding.pair)
        let kernel = [op.kernel.height, op.kernel.width]
        let (out, inner) = (op.outChannels / op.groups, op.inChannels / op.groups)
        let extents = (op.groups == 1 ? [] : [op.groups]) + [out, inner] + kernel
        try convolve(
            node, window, .rowMajor(extents, .float32), transposed: false, hasBias: op.bias)
    }

    mutating func lower(_ op: TransposedConvolution, _ node: ModelGraph.Node) throws(RuntimeError) {
        // The engine only needs a trailing padding that leads to the declared output extent.
        let after = Extent2D(
            max(0, op.padding.height - op.outputPadding.height),
            max(0, op.padding.width - op.outputPadding.width))
        let window = fd_window(
            kernel: op.kernel.pair, stride: op.stride.pair, dilation: op.dilation.pair,
            before: op.padding.pair, after: after.pair)
        // Stored as [in, out / groups, kH, kW]; the engine names the output channels first.
        let kernel = [op.kernel.height, op.kernel.width]
        let (out, inner) = (op.outChannels / op.groups, op.inChannels / op.groups)
        let stored = TensorLayout.rowMajor([op.groups, inner, out] + kernel, .float32)
        var layout = stored.permuted([0, 2, 1, 3, 4])
        if op.groups == 1 {
            layout.extents.removeFirst()
            layout.strides.removeFirst()
        }
        try convolve(node, window, layout, transposed: true, hasBias: op.bias)
    }

    private mutating func convolve(
        _ node: ModelGraph.Node, _ window: fd_window, _ stored: TensorLayout, transposed: Bool,
        hasBias: Bool
    ) throws(RuntimeError) {
        let source = try value(node.inputs[0], as: TensorLayout.channelsLast)
        let layout = TensorLayout.channelsLast(shape(node.name), type)
        let sourceHandle = try LayoutHandle(source.layout, node: node.name)
        let anyWeights = try LayoutHandle(stored.extents, type, strides: nil, node: node.name)
        let handle = try LayoutHandle(layout, node: node.name)
        let wanted = epilogue(of: node, channels: .first)
        let biasHandle =
            hasBias || !wanted.affine.isEmpty
            ? try LayoutHandle(.rowMajor([layout.extents[1]], .float32), node: node.name) : nil
        let (primitive, epilogue) = unsafe try compile(wanted, node: node.name, node.op.kind) {
            posts, made in
            var window = window
            return unsafe fd_convolution(
                engine.handle, sourceHandle.handle, anyWeights.handle, biasHandle?.handle,
                handle.handle, &window, transposed, posts, CInt(posts.count), made)
        }
        let packed = try weights.pack(
            WeightCache.Request(
                node: node, hasBias: hasBias, affine: epilogue.affine, stored: stored, type: type,
                outputAxes: stored.extents.count == 5 ? [0, 1] : [0]),
            for: primitive, engine: engine)
        let result = try destination(epilogue, layout, node: node.name)
        var arguments = [
            argument(FD_SOURCE, source, sourceHandle),
            Argument(
                role: FD_WEIGHTS, operand: .constant(packed.weights), layout: packed.layout),
            argument(FD_DESTINATION, result, handle),
        ]
        if let biasHandle, let bias = packed.bias {
            arguments.append(
                Argument(role: FD_BIAS, operand: .constant(bias), layout: biasHandle))
        }
        emit(epilogue.result(of: node), primitive, arguments)
        finish(node, epilogue, result)
    }
}

extension Extent2D {
    var pair: (Int64, Int64) { (Int64(height), Int64(width)) }
}
