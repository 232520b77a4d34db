internal import CDNNL
internal import FrankenGraph

extension Lowering {
    mutating func lowerReshape(_ node: ModelGraph.Node) throws(RuntimeError) {
        let source = try placed(node.inputs[0])
        let flat =
            source.layout.isRowMajor
            ? source : try value(node.inputs[0], as: TensorLayout.rowMajor)
        define(
            node.name,
            Placed(buffer: flat.buffer, layout: flat.layout.reshaped(shape(node.name)))
        )
    }

    mutating func lower(_ op: Permute, _ node: ModelGraph.Node) throws(RuntimeError) {
        let source = try strided(node.inputs[0])
        define(
            node.name,
            Placed(buffer: source.buffer, layout: source.layout.permuted(op.axes))
        )
    }

    /// Every `stride`-th row and column is a view with longer strides, or a copy of its pixels.
    mutating func lower(_ op: Subsample, _ node: ModelGraph.Node) throws(RuntimeError) {
        let input = shape(node.inputs[0])
        guard input[2] % op.stride.height == 0, input[3] % op.stride.width == 0 else {
            // The engine takes the rest at an axis' end for an overlap of the view with itself.
            let output = shape(node.name)
            return try gather(
                node,
                rows: (0..<output[2]).map { $0 * op.stride.height },
                columns: (0..<output[3]).map { $0 * op.stride.width }
            )
        }
        var view = try strided(node.inputs[0])
        view.layout.extents = shape(node.name)
        view.layout.strides[2] *= op.stride.height
        view.layout.strides[3] *= op.stride.width
        define(node.name, view)
    }

    /// Zeros everywhere, then the input into the middle channels.
    mutating func lower(_ op: ChannelPadding, _ node: ModelGraph.Node) throws(RuntimeError) {
        let source = try placed(node.inputs[0])
        let result = newValue(.channelsLast(shape(node.name), type))
        emit(
            node.name,
            .clear(
                .buffer(result.buffer, byteOffset: 0),
                byteCount: result.layout.byteExtent
            )
        )
        var middle = result
        middle.layout.extents = source.layout.extents
        middle.layout.offset = op.before
        try copy(source, into: middle, node: node.name)
        define(node.name, result)
    }

    mutating func lower(_ op: Concatenation, _ node: ModelGraph.Node) throws(RuntimeError) {
        var sources: [Placed] = []
        for name in node.inputs {
            sources.append(try value(name, as: TensorLayout.channelsLast))
        }
        let result = newValue(.channelsLast(shape(node.name), type))
        var handles: [LayoutHandle] = []
        for source in sources {
            handles.append(try LayoutHandle(source.layout, node: node.name))
        }
        let to = try LayoutHandle(result.layout, node: node.name)
        let primitive = unsafe try Primitive(node: node.name, "concat") { made in
            let pointers = unsafe handles.map { unsafe $0.handle }
            return unsafe fd_concat(
                engine.handle,
                pointers,
                CInt(pointers.count),
                CInt(op.axis),
                to.handle,
                made
            )
        }
        var arguments = [argument(FD_DESTINATION, result, to)]
        for (index, source) in sources.enumerated() {
            let role = fd_role(FD_SOURCE.rawValue + UInt32(index))
            arguments.append(argument(role, source, handles[index]))
        }
        emit(node.name, primitive, arguments)
        define(node.name, result)
    }

    /// `[N, C r r, H, W]` seen as `[N, C, r, r, H, W]`, copied in the order `[N, H, r, W, r, C]`.
    mutating func lower(_ op: PixelShuffle, _ node: ModelGraph.Node) throws(RuntimeError) {
        let source = try value(node.inputs[0], as: TensorLayout.channelsLast)
        let output = shape(node.name)
        let (batch, channels) = (output[0], output[1])
        let (height, width) = (output[2] / op.factor, output[3] / op.factor)
        let step = source.layout.strides
        let split = TensorLayout(
            extents: [batch, height, op.factor, width, op.factor, channels],
            strides: [step[0], step[2], op.factor, step[3], 1, op.factor * op.factor],
            type: type,
            offset: source.layout.offset
        )
        let result = newValue(.channelsLast(output, type))
        var joined = result
        joined.layout = .rowMajor(split.extents, type)
        try copy(Placed(buffer: source.buffer, layout: split), into: joined, node: node.name)
        define(node.name, result)
    }

    mutating func lower(_ op: Resize, _ node: ModelGraph.Node) throws(RuntimeError) {
        switch op.mode {
        case .nearest:
            let (from, to) = (shape(node.inputs[0]), shape(node.name))
            try gather(
                node,
                rows: Resize.nearest(from: from[2], to: to[2]),
                columns: Resize.nearest(from: from[3], to: to[3])
            )
        case .bilinear:
            let source = try value(node.inputs[0], as: TensorLayout.channelsLast)
            let result = newValue(.channelsLast(shape(node.name), type))
            let from = try LayoutHandle(source.layout, node: node.name)
            let to = try LayoutHandle(result.layout, node: node.name)
            let primitive = unsafe try Primitive(node: node.name, "resize") { made in
                unsafe fd_bilinear(engine.handle, from.handle, to.handle, made)
            }
            emit(
                node.name,
                primitive,
                [argument(FD_SOURCE, source, from), argument(FD_DESTINATION, result, to)]
            )
            define(node.name, result)
        }
    }

    /// A map of the given rows and columns of another.
    private mutating func gather(
        _ node: ModelGraph.Node,
        rows: [Int],
        columns: [Int]
    ) throws(RuntimeError) {
        let source = try value(node.inputs[0], as: TensorLayout.channelsLast)
        let result = newValue(.channelsLast(shape(node.name), type))
        let from = source.layout.extents
        try checkTable(
            from[0] * max(rows.count * columns.count, from[2] * from[3]),
            node: node.name
        )
        var table: [Int32] = []
        for image in 0..<from[0] {
            for row in rows {
                for column in columns {
                    table.append(Int32((image * from[2] + row) * from[3] + column))
                }
            }
        }
        gather(table, of: from[1], from: source, to: result, node: node.name)
        define(node.name, result)
    }

    /// Refuses a table of row numbers that no real network has, before memory is asked for it.
    func checkTable(_ count: Int?, node: String) throws(RuntimeError) {
        guard let count, count <= 1 << 28 else {
            throw RuntimeError(
                .outOfMemory,
                node: node,
                "needs a table of more than \(1 << 28) entries; use a smaller batch or image"
            )
        }
    }

    mutating func lowerPatchMerging(_ node: ModelGraph.Node) throws(RuntimeError) {
        let source = try value(node.inputs[0], as: TensorLayout.rowMajor)
        let (from, to) = (source.layout.extents, shape(node.name))
        let result = newValue(.rowMajor(to, type))
        try checkTable(
            max(to.dropLast().reduce(4, *), from.dropLast().reduce(1, *)),
            node: node.name
        )
        var rows: [Int32] = []
        for image in 0..<to[0] {
            for row in 0..<to[1] {
                for column in 0..<to[2] {
                    for (down, right) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                        let (y, x) = (2 * row + down, 2 * column + right)
                        let isInside = y < from[1] && x < from[2]
                        rows.append(isInside ? Int32((image * from[1] + y) * from[2] + x) : -1)
                    }
                }
            }
        }
        gather(rows, of: from[3], from: source, to: result, node: node.name)
        define(node.name, result)
    }

    /// Copies rows of channels as the table says.
    mutating func gather(
        _ rows: [Int32],
        of channels: Int,
        from source: Placed,
        to result: Placed,
        node: String
    ) {
        emit(
            node,
            .gather(
                RowGather(rowByteCount: channels * type.byteCount, rows: rows),
                from: .buffer(
                    source.buffer,
                    byteOffset: source.layout.offset * type.byteCount
                ),
                to: .buffer(result.buffer, byteOffset: 0)
            )
        )
    }
}

extension Resize {
    /// The input position for each output position, in single precision as PyTorch computes it.
    fileprivate static func nearest(from: Int, to: Int) -> [Int] {
        let step = Float(from) / Float(to)
        return (0..<to).map { min(Int(Float($0) * step), from - 1) }
    }
}
