internal import CDNNL
internal import FrankenGraph

extension Lowering {
    mutating func lower(_ op: Activation, _ node: ModelGraph.Node) throws(RuntimeError) {
        define(node.name, try apply(op.post, to: node.inputs[0], node: node.name))
    }

    /// An element-wise function, in place where nobody else reads the value.
    mutating func apply(
        _ function: fd_post,
        to name: String,
        node: String
    ) throws(RuntimeError) -> Placed {
        let source = try dense(name)
        let handle = try LayoutHandle(source.layout, node: node)
        let isFree = isDisposable(source.buffer, afterReading: [name])
        let result = isFree ? source : newValue(source.layout.compact)
        let primitive = unsafe try Primitive(node: node, "activation") { made in
            unsafe fd_eltwise(engine.handle, function, handle.handle, made)
        }
        emit(
            node,
            primitive,
            [argument(FD_SOURCE, source, handle), argument(FD_DESTINATION, result, handle)]
        )
        return result
    }

    mutating func lower(_ op: Binary, _ node: ModelGraph.Node) throws(RuntimeError) {
        let left = try dense(node.inputs[0])
        var right = try dense(node.inputs[1])
        let isBroadcast = left.layout.extents != right.layout.extents
        if !isBroadcast, !right.layout.hasStrides(of: left.layout) {
            right = try copy(right, to: left.layout.compact, node: node.name)
        }
        let function = op.function == .add ? FD_ADD : FD_MULTIPLY
        let result = try combine(
            function,
            left,
            right,
            node: node.name,
            activations(after: node)
        )
        finish(node, result.epilogue, result.value)
    }

    /// A sum or product, with the activations that follow it where a kernel takes them.
    private mutating func combine(
        _ function: fd_operator,
        _ left: Placed,
        _ right: Placed,
        node: String,
        _ wanted: Epilogue
    ) throws(RuntimeError) -> (value: Placed, epilogue: Epilogue) {
        let leftHandle = try LayoutHandle(left.layout, node: node)
        let rightHandle = try LayoutHandle(right.layout, node: node)
        let result = newValue(left.layout.compact)
        let (primitive, epilogue) = unsafe try compile(wanted, node: node, "binary") {
            posts,
            made in
            unsafe fd_binary(
                engine.handle,
                function,
                leftHandle.handle,
                rightHandle.handle,
                leftHandle.handle,
                posts,
                CInt(posts.count),
                made
            )
        }
        emit(
            node,
            primitive,
            [
                argument(FD_SOURCE, left, leftHandle),
                Argument(
                    role: fd_role(FD_SOURCE.rawValue + 1),
                    operand: argument(FD_SOURCE, right, rightHandle).operand,
                    layout: rightHandle
                ),
                argument(FD_DESTINATION, result, leftHandle),
            ]
        )
        return (result, epilogue)
    }

    /// Combines a value with one number per channel.
    mutating func combine(
        _ function: fd_operator,
        _ source: Placed,
        channel: [Float],
        axis: Int,
        node: String
    ) throws(RuntimeError) -> Placed {
        let constant = try AlignedBuffer(floats: channel)
        var extents = [Int](repeating: 1, count: source.layout.extents.count)
        extents[axis] = channel.count
        let handle = try LayoutHandle(source.layout, node: node)
        let constantHandle = try LayoutHandle(.rowMajor(extents, .float32), node: node)
        let result = newValue(source.layout.compact)
        let primitive = unsafe try Primitive(node: node, "per-channel") { made in
            unsafe fd_binary(
                engine.handle,
                function,
                handle.handle,
                constantHandle.handle,
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
                argument(FD_SOURCE, source, handle),
                Argument(
                    role: fd_role(FD_SOURCE.rawValue + 1),
                    operand: .constant(constant),
                    layout: constantHandle
                ),
                argument(FD_DESTINATION, result, handle),
            ]
        )
        return result
    }

    /// The value in the plan's type without gaps, in whatever order it lies.
    mutating func dense(_ name: String) throws(RuntimeError) -> Placed {
        let source = try placed(name)
        if source.layout.type == type, source.layout.isDense { return source }
        return try value(name, as: TensorLayout.channelsLast)
    }
}

extension TensorLayout {
    /// Whether the elements fill one range of memory.
    var isDense: Bool { byteExtent - offset * type.byteCount == elementCount * type.byteCount }

    /// The same order at offset 0, for a buffer of its own.
    var compact: TensorLayout {
        var result = self
        result.offset = 0
        return result
    }
}
