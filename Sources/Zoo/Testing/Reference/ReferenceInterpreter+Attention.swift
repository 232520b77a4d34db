internal import FrankenGraph

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Attention in shifted windows, token by token.
extension ReferenceInterpreter {
    func attend(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ x: ReferenceTensor
    ) -> ReferenceTensor {
        let padded = [
            (x.shape[1] + op.window.height - 1) / op.window.height * op.window.height,
            (x.shape[2] + op.window.width - 1) / op.window.width * op.window.width,
        ]
        let shift = [
            op.window.height >= padded[0] ? 0 : op.shift.height,
            op.window.width >= padded[1] ? 0 : op.shift.width,
        ]
        // Where each place of the rolled map comes from.
        func origin(_ row: Int, _ column: Int) -> [Int] {
            switch op.padding {
            case .beforeShift: [(row + shift[0]) % padded[0], (column + shift[1]) % padded[1]]
            case .afterShift:
                row < x.shape[1] && column < x.shape[2]
                    ? [(row + shift[0]) % x.shape[1], (column + shift[1]) % x.shape[2]]
                    : [x.shape[1], x.shape[2]]
            }
        }
        var result = ReferenceTensor(x.shape) { _ in 0 }
        for image in 0..<x.shape[0] {
            for top in stride(from: 0, to: padded[0], by: op.window.height) {
                for left in stride(from: 0, to: padded[1], by: op.window.width) {
                    var places: [[Int]] = []
                    for row in top..<(top + op.window.height) {
                        for column in left..<(left + op.window.width) {
                            places.append([row, column])
                        }
                    }
                    let origins = places.map { origin($0[0], $0[1]) }
                    let mixed = window(op, node, x, image, places, origins, padded, shift)
                    for (token, place) in origins.enumerated()
                    where place[0] < x.shape[1] && place[1] < x.shape[2] {
                        for channel in 0..<op.channels {
                            result[image, place[0], place[1], channel] = mixed[token][channel]
                        }
                    }
                }
            }
        }
        return result
    }

    /// The output of each token of one window.
    private func window(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ x: ReferenceTensor,
        _ image: Int,
        _ places: [[Int]],
        _ origins: [[Int]],
        _ padded: [Int],
        _ shift: [Int]
    ) -> [[Double]] {
        let depth = op.channels / op.heads
        let tokens = origins.map { place in
            (0..<op.channels).map { channel in
                place[0] < x.shape[1] && place[1] < x.shape[2]
                    ? x[image, place[0], place[1], channel] : 0
            }
        }
        let qkv = tokens.map { projected(op, node, $0) }
        // Tokens that the roll brought together from opposite borders do not see each other.
        let wrapped = places.map { [$0[0] >= padded[0] - shift[0], $0[1] >= padded[1] - shift[1]] }
        return tokens.indices.map { query in
            var mixed = [Double](repeating: 0, count: op.channels)
            for head in 0..<op.heads {
                let scores = tokens.indices.map { key in
                    let channels = (head * depth)..<((head + 1) * depth)
                    let score =
                        alike(
                            op,
                            node,
                            channels.map { qkv[query][$0] },
                            channels.map { qkv[key][op.channels + $0] },
                            head
                        )
                        + positionBias(
                            op,
                            node,
                            places[query][0] - places[key][0],
                            places[query][1] - places[key][1],
                            head
                        )
                    return wrapped[query] == wrapped[key] ? score : score - 100
                }
                let top = scores.max() ?? 0
                let total = scores.reduce(0) { $0 + exp($1 - top) }
                for (key, score) in scores.enumerated() {
                    for index in (head * depth)..<((head + 1) * depth) {
                        mixed[index] +=
                            exp(score - top) / total * qkv[key][2 * op.channels + index]
                    }
                }
            }
            return project(mixed, "proj", node)
        }
    }

    private func projected(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ token: [Double]
    ) -> [Double] {
        var qkv = project(token, "qkv", node)
        if op.scoring == .cosine {
            let bias = parameter("qkv.bias", node)
            for index in op.channels..<(2 * op.channels) { qkv[index] -= bias[index] }
        }
        return qkv
    }

    /// How alike a query and a key are.
    private func alike(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ query: [Double],
        _ key: [Double],
        _ head: Int
    ) -> Double {
        func dot(_ a: [Double], _ b: [Double]) -> Double {
            zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        }
        switch op.scoring {
        case .scaledDotProduct: return dot(query, key) / Double(query.count).squareRoot()
        case .cosine:
            let lengths = [query, key].map { max(dot($0, $0).squareRoot(), 1e-12) }
            let scale = exp(min(parameter("logit_scale", node)[head], log(100)))
            return dot(query, key) / lengths[0] / lengths[1] * scale
        }
    }

    private func positionBias(
        _ op: WindowAttention,
        _ node: ModelGraph.Node,
        _ down: Int,
        _ right: Int,
        _ head: Int
    ) -> Double {
        switch op.scoring {
        case .scaledDotProduct:
            let row =
                (down + op.window.height - 1) * (2 * op.window.width - 1)
                + right + op.window.width - 1
            return parameter("relative_position_bias_table", node)[row * op.heads + head]
        case .cosine:
            let first = parameter("cpb_mlp.0.weight", node)
            let second = parameter("cpb_mlp.2.weight", node)
            let place = zip([down, right], [op.window.height, op.window.width]).map {
                offset,
                window in
                let share = 8 * Double(offset) / Double(max(1, window - 1))
                return (share < 0 ? -1 : 1) * log2(abs(share) + 1) / log2(8)
            }
            var sum = 0.0
            for (unit, bias) in parameter("cpb_mlp.0.bias", node).enumerated() {
                let hidden = first[2 * unit] * place[0] + first[2 * unit + 1] * place[1] + bias
                sum += max(0, hidden) * second[head * 512 + unit]
            }
            return 16 / (1 + exp(-sum))
        }
    }

    private func project(
        _ token: [Double],
        _ role: String,
        _ node: ModelGraph.Node
    ) -> [Double] {
        let weight = parameter("\(role).weight", node)
        return parameter("\(role).bias", node).enumerated().map { row, bias in
            token.enumerated().reduce(bias) {
                $0 + $1.element * weight[row * token.count + $1.offset]
            }
        }
    }
}
