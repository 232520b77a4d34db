import Foundation
import FrankenGraph

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
            [(row + shift[0]) % padded[0], (column + shift[1]) % padded[1]]
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
        let table = parameter("relative_position_bias_table", node)
        let depth = op.channels / op.heads
        let tokens = origins.map { place in
            (0..<op.channels).map { channel in
                place[0] < x.shape[1] && place[1] < x.shape[2]
                    ? x[image, place[0], place[1], channel] : 0
            }
        }
        let qkv = tokens.map { project($0, "qkv", node) }
        // Tokens that the roll brought together from opposite borders do not see each other.
        let wrapped = zip(places, origins).map { place, origin in
            [origin[0] < place[0], origin[1] < place[1]]
        }
        return tokens.indices.map { query in
            var mixed = [Double](repeating: 0, count: op.channels)
            for head in 0..<op.heads {
                let scores = tokens.indices.map { key in
                    var score = 0.0
                    for index in (head * depth)..<((head + 1) * depth) {
                        score += qkv[query][index] * qkv[key][op.channels + index]
                    }
                    score /= Double(depth).squareRoot()
                    let down = places[query][0] - places[key][0] + op.window.height - 1
                    let right = places[query][1] - places[key][1] + op.window.width - 1
                    score += table[(down * (2 * op.window.width - 1) + right) * op.heads + head]
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
