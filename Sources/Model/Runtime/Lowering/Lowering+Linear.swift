internal import CDNNL
internal import FrankenGraph

extension Lowering {
    mutating func lower(_ op: Linear, _ node: ModelGraph.Node) throws(RuntimeError) {
        let source = try value(node.inputs[0], as: TensorLayout.rowMajor)
        let wanted = epilogue(of: node, channels: .last)
        // Logits leave the plan as floats, so the last layer does not round them.
        let isOutput = graph.outputs.contains(wanted.result(of: node))
        let resultType = isOutput && wanted.addend == nil ? .float32 : type
        let result = try linear(
            source,
            node: node,
            wanted: wanted,
            WeightCache.Request(
                node: node,
                hasBias: op.bias,
                affine: wanted.affine,
                stored: .rowMajor([op.outFeatures, op.inFeatures], .float32),
                type: type,
                outputAxes: [0]
            ),
            resultType: resultType
        )
        finish(node, result.epilogue, result.value)
    }

    /// A fully connected layer over the last axis of a row-major value.
    mutating func linear(
        _ source: Placed,
        node: ModelGraph.Node,
        wanted: Epilogue,
        _ request: WeightCache.Request,
        resultType: ElementType
    ) throws(RuntimeError) -> (value: Placed, epilogue: Epilogue) {
        let (out, features) = (request.stored.extents[0], request.stored.extents[1])
        let rows = source.layout.elementCount / features
        var flat = source
        flat.layout = source.layout.reshaped([rows, features])
        let extents = Array(source.layout.extents.dropLast()) + [out]
        let layout = TensorLayout.rowMajor(extents, resultType)
        let sourceHandle = try LayoutHandle(flat.layout, node: node.name)
        let anyWeights = try LayoutHandle([out, features], type, strides: nil, node: node.name)
        let handle = try LayoutHandle(layout.reshaped([rows, out]), node: node.name)
        let hasBias = request.hasBias || !wanted.affine.isEmpty
        let biasHandle =
            hasBias ? try LayoutHandle(.rowMajor([out], .float32), node: node.name) : nil
        let (primitive, epilogue) = unsafe try compile(wanted, node: node.name, "linear") {
            posts,
            made in
            unsafe fd_linear(
                engine.handle,
                sourceHandle.handle,
                anyWeights.handle,
                biasHandle?.handle,
                handle.handle,
                posts,
                CInt(posts.count),
                made
            )
        }
        let packed = try weights.pack(request, for: primitive, engine: engine)
        let result = try destination(epilogue, layout, node: node.name)
        var arguments = [
            argument(FD_SOURCE, flat, sourceHandle),
            Argument(
                role: FD_WEIGHTS,
                operand: .constant(packed.weights),
                layout: packed.layout
            ),
            argument(FD_DESTINATION, result, handle),
        ]
        if let biasHandle, let bias = packed.bias {
            arguments.append(
                Argument(role: FD_BIAS, operand: .constant(bias), layout: biasHandle)
            )
        }
        emit(epilogue.result(of: node), primitive, arguments)
        return (result, epilogue)
    }
}
