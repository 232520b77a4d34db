internal import CDNNL
internal import FrankenGraph

extension Lowering {
    mutating func lower(_ op: Pooling, _ node: ModelGraph.Node) throws(RuntimeError) {
        let input = shape(node.inputs[0])
        let output = shape(node.name)
        let after = Extent2D(
            (output[2] - 1) * op.stride.height + op.kernel.height - input[2] - op.padding.height,
            (output[3] - 1) * op.stride.width + op.kernel.width - input[3] - op.padding.width
        )
        let hangsOver = after.height > op.padding.height || after.width > op.padding.width
        if op.reduction == .average, op.countsPadding, hangsOver {
            throw RuntimeError(
                .unsupportedOperation,
                node: node.name,
                "an average that rounds up and counts padding has no kernel; set countsPadding false"
            )
        }
        let reduction =
            switch op.reduction {
            case .maximum: FD_MAXIMUM
            case .average: op.countsPadding ? FD_AVERAGE_WITH_PADDING : FD_AVERAGE
            }
        try pool(
            node,
            reduction,
            fd_window(
                kernel: op.kernel.pair,
                stride: op.stride.pair,
                dilation: (1, 1),
                before: op.padding.pair,
                after: Extent2D(max(0, after.height), max(0, after.width)).pair
            )
        )
    }

    mutating func lower(_ op: GlobalPooling, _ node: ModelGraph.Node) throws(RuntimeError) {
        let input = shape(node.inputs[0])
        let all = Extent2D(input[2], input[3]).pair
        try pool(
            node,
            op.reduction == .maximum ? FD_MAXIMUM : FD_AVERAGE,
            fd_window(kernel: all, stride: all, dilation: (1, 1), before: (0, 0), after: (0, 0))
        )
    }

    private mutating func pool(
        _ node: ModelGraph.Node,
        _ reduction: fd_reduction,
        _ window: fd_window
    ) throws(RuntimeError) {
        let isBlocked = region.blocked.contains(node.name) && shape(node.name)[1] % 16 == 0
        let order = isBlocked ? TensorLayout.blocked : TensorLayout.channelsLast
        let source = try value(node.inputs[0], as: order)
        let result = newValue(order(shape(node.name), type))
        let from = try LayoutHandle(source.layout, node: node.name)
        let to = try LayoutHandle(result.layout, node: node.name)
        var window = window
        let primitive = unsafe try Primitive(node: node.name, node.op.kind) { made in
            unsafe fd_pooling(engine.handle, reduction, from.handle, to.handle, &window, made)
        }
        emit(
            node.name,
            primitive,
            [argument(FD_SOURCE, source, from), argument(FD_DESTINATION, result, to)]
        )
        define(node.name, result)
    }
}
