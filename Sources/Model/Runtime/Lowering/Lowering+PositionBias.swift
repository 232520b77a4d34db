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
    /// The relative position bias, plus the mask of shifted windows.
    func positionBias(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ windows: WindowPartition
    ) throws(RuntimeError) -> (values: AlignedBuffer, windows: Int) {
        let table = try positionTable(op, node)
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

    /// One bias per offset of two tokens and head, `[(2 wH - 1)(2 wW - 1), heads]`.
    private func positionTable(
        _ op: WindowAttention,
        _ node: ModelGraph.Node
    ) throws(RuntimeError) -> [Float] {
        func floats(_ role: String) throws(RuntimeError) -> [Float] {
            try weights.floats(node.parameterName(role), node: node.name)
        }
        guard op.scoring == .cosine else { return try floats("relative_position_bias_table") }
        let first = try floats("cpb_mlp.0.weight")
        let shift = try floats("cpb_mlp.0.bias")
        let second = try floats("cpb_mlp.2.weight")
        var table: [Float] = []
        for (y, x) in op.spacedOffsets {
            let hidden = shift.indices.map { unit in
                max(
                    0,
                    Double(first[2 * unit]) * y + Double(first[2 * unit + 1]) * x
                        + Double(shift[unit])
                )
            }
            for head in 0..<op.heads {
                let row = second[(head * hidden.count)..<((head + 1) * hidden.count)]
                let sum = zip(row, hidden).reduce(0) { $0 + Double($1.0) * $1.1 }
                table.append(Float(16 / (1 + exp(-sum))))
            }
        }
        return table
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
