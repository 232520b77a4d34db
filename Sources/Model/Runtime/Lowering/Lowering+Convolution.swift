internal import CDNNL
internal import FrankenGraph

extension Lowering {
    mutating func lower(_ op: Convolution, _ node: ModelGraph.Node) throws(RuntimeError) {
        let window = fd_window(
            kernel: op.kernel.pair,
            stride: op.stride.pair,
            dilation: op.dilation.pair,
            before: op.padding.pair,
            after: op.padding.pair
        )
        let kernel = [op.kernel.height, op.kernel.width]
        let (out, inner) = (op.outChannels / op.groups, op.inChannels / op.groups)
        let extents = (op.groups == 1 ? [] : [op.groups]) + [out, inner] + kernel
        try convolve(
            node,
            window,
            .rowMajor(extents, .float32),
            hasBias: op.bias
        )
    }

    mutating func lower(_ op: TransposedConvolution, _ node: ModelGraph.Node) throws(RuntimeError) {
        // Trailing padding that leads to the declared output extent; below zero where the output
        // goes on behind the last kernel.
        let after = Extent2D(
            op.padding.height - op.outputPadding.height,
            op.padding.width - op.outputPadding.width
        )
        guard after.height > -op.stride.height, after.width > -op.stride.width else {
            throw RuntimeError(
                .unsupportedOperation,
                node: node.name,
                """
                an output padding of \(op.outputPadding) has no kernel; it must be below the stride \
                \(op.stride) plus the padding \(op.padding)
                """
            )
        }
        let window = fd_window(
            kernel: op.kernel.pair,
            stride: op.stride.pair,
            dilation: op.dilation.pair,
            before: op.padding.pair,
            after: after.pair
        )
        // Stored as [in, out / groups, kH, kW]; the engine names the output channels first.
        let kernel = [op.kernel.height, op.kernel.width]
        let (out, inner) = (op.outChannels / op.groups, op.inChannels / op.groups)
        let stored = TensorLayout.rowMajor([op.groups, inner, out] + kernel, .float32)
        var layout = stored.permuted([0, 2, 1, 3, 4])
        if op.groups == 1 {
            layout.extents.removeFirst()
            layout.strides.removeFirst()
        }
        try convolve(node, window, layout, as: FD_TRANSPOSED, hasBias: op.bias)
    }

    private mutating func convolve(
        _ node: ModelGraph.Node,
        _ window: fd_window,
        _ stored: TensorLayout,
        as choice: fd_algorithm_choice = FD_DIRECT,
        hasBias: Bool
    ) throws(RuntimeError) {
        var wanted = epilogue(of: node, channels: .first)
        if isBlind(window, node, transposed: choice == FD_TRANSPOSED) {
            wanted = wanted.beforeSum()
        }
        let biasLayout = TensorLayout.rowMajor([shape(node.name)[1]], .float32)
        let biasHandle =
            hasBias || !wanted.affine.isEmpty
            ? try LayoutHandle(biasLayout, node: node.name) : nil
        let anyWeights = try LayoutHandle(stored.extents, type, strides: nil, node: node.name)
        func compiled(
            _ ends: ConvolutionEnds,
            _ choice: fd_algorithm_choice,
            _ posts: [fd_post],
            _ made: UnsafeMutablePointer<OpaquePointer?>
        ) -> fd_status {
            var window = window
            return unsafe fd_convolution(
                engine.handle,
                ends.sourceHandle.handle,
                anyWeights.handle,
                biasHandle?.handle,
                ends.resultHandle.handle,
                &window,
                choice,
                posts,
                CInt(posts.count),
                made
            )
        }
        let blocked = unsafe try blockedPrimitive(node, wanted, compiled)
        let ends: ConvolutionEnds
        let (primitive, epilogue): (Primitive, Epilogue)
        if let blocked {
            (ends, primitive, epilogue) = (blocked.ends, blocked.primitive, wanted)
        } else {
            let channelsLast = try ConvolutionEnds(
                source: .channelsLast(shape(node.inputs[0]), type),
                result: .channelsLast(shape(node.name), type),
                node: node.name
            )
            ends = channelsLast
            (primitive, epilogue) = unsafe try compile(wanted, node: node.name, node.op.kind) {
                posts,
                made in unsafe compiled(channelsLast, choice, posts, made)
            }
        }
        let source = try value(node.inputs[0], in: ends.source)
        let packed = try weights.pack(
            WeightCache.Request(
                node: node,
                hasBias: hasBias,
                affine: epilogue.affine,
                stored: stored,
                type: type,
                outputAxes: stored.extents.count == 5 ? [0, 1] : [0]
            ),
            for: primitive,
            engine: engine
        )
        let result = try destination(epilogue, ends.result, node: node.name)
        var arguments = [
            argument(FD_SOURCE, source, ends.sourceHandle),
            Argument(
                role: FD_WEIGHTS,
                operand: .constant(packed.weights),
                layout: packed.layout
            ),
            argument(FD_DESTINATION, result, ends.resultHandle),
        ]
        if let biasHandle, let bias = packed.bias {
            arguments.append(
                Argument(role: FD_BIAS, operand: .constant(bias), layout: biasHandle)
            )
        }
        emit(epilogue.result(of: node), primitive, arguments)
        finish(node, epilogue, result)
    }

    /// Whether some output sees padding only: there kernels forget to sum.
    private func isBlind(
        _ window: fd_window,
        _ node: ModelGraph.Node,
        transposed: Bool
    ) -> Bool {
        guard !transposed else { return false }
        let (from, to) = (shape(node.inputs[0]), shape(node.name))
        func isBlind(
            _ input: Int,
            _ output: Int,
            _ kernel: Int64,
            _ stride: Int64,
            _ dilation: Int64,
            _ before: Int64
        ) -> Bool {
            (0..<Int64(output)).contains { position in
                !(0..<kernel).contains { tap in
                    (0..<Int64(input)).contains(position * stride - before + tap * dilation)
                }
            }
        }
        return isBlind(
            from[2],
            to[2],
            window.kernel.0,
            window.stride.0,
            window.dilation.0,
            window.before.0
        )
            || isBlind(
                from[3],
                to[3],
                window.kernel.1,
                window.stride.1,
                window.dilation.1,
                window.before.1
            )
    }

    /// A convolution in channel blocks, where the region asks for it and a fast kernel exists.
    private func blockedPrimitive(
        _ node: ModelGraph.Node,
        _ wanted: Epilogue,
        _ compiled: (
            ConvolutionEnds, fd_algorithm_choice, [fd_post], UnsafeMutablePointer<OpaquePointer?>
        ) -> fd_status
    ) throws(RuntimeError) -> (ends: ConvolutionEnds, primitive: Primitive)? {
        let (from, to) = (shape(node.inputs[0]), shape(node.name))
        guard region.blocked.contains(node.name), to[1] % 16 == 0 else { return nil }
        // A photo has three planes: kernels read them as they come.
        let source = from[1] % 16 == 0 ? TensorLayout.blocked(from, type) : .rowMajor(from, type)
        let ends = try ConvolutionEnds(source: source, result: .blocked(to, type), node: node.name)
        let isWinograd = region.winograd.contains(node.name)
        for choice in isWinograd ? [FD_WINOGRAD, FD_DIRECT] : [FD_DIRECT] {
            let primitive = unsafe try? Primitive(node: node.name, node.op.kind) { made in
                unsafe compiled(ends, choice, wanted.posts.map(\.post), made)
            }
            if let primitive, primitive.isFast { return (ends, primitive) }
        }
        return nil
    }
}

/// The layouts at a convolution's two ends.
private struct ConvolutionEnds {
    let source: TensorLayout
    let result: TensorLayout
    let sourceHandle: LayoutHandle
    let resultHandle: LayoutHandle

    init(source: TensorLayout, result: TensorLayout, node: String) throws(RuntimeError) {
        self.source = source
        self.result = result
        sourceHandle = try LayoutHandle(source, node: node)
        resultHandle = try LayoutHandle(result, node: node)
    }
}

extension Extent2D {
    var pair: (Int64, Int64) { (Int64(height), Int64(width)) }
}
