internal import FrankenGraph

/// Convolutions, pooling, normalizations and resizing.
extension ReferenceInterpreter {
    func convolve(
        _ op: Convolution,
        _ node: ModelGraph.Node,
        _ x: ReferenceTensor,
        _ shape: [Int]
    ) -> ReferenceTensor {
        let inner = op.inChannels / op.groups
        let weight = parameter("weight", node)
        let bias = op.bias ? parameter("bias", node) : []
        return ReferenceTensor(shape) { at in
            let first = at[1] / (op.outChannels / op.groups) * inner
            var sum = op.bias ? bias[at[1]] : 0
            for down in 0..<op.kernel.height {
                let row =
                    at[2] * op.stride.height - op.padding.height + down * op.dilation.height
                guard (0..<x.shape[2]).contains(row) else { continue }
                for right in 0..<op.kernel.width {
                    let column =
                        at[3] * op.stride.width - op.padding.width + right * op.dilation.width
                    guard (0..<x.shape[3]).contains(column) else { continue }
                    // The only hot loop: plain offsets, since indices cost an array each.
                    let plane = x.shape[2] * x.shape[3]
                    let taps = op.kernel.height * op.kernel.width
                    let from = (at[0] * x.shape[1] + first) * plane + row * x.shape[3] + column
                    let tap = at[1] * inner * taps + down * op.kernel.width + right
                    for channel in 0..<inner {
                        sum += x.values[from + channel * plane] * weight[tap + channel * taps]
                    }
                }
            }
            return sum
        }
    }

    /// Every input element spreads over the outputs its kernel reaches.
    func convolve(
        _ op: TransposedConvolution,
        _ node: ModelGraph.Node,
        _ x: ReferenceTensor,
        _ shape: [Int]
    ) -> ReferenceTensor {
        let (inner, outer) = (op.inChannels / op.groups, op.outChannels / op.groups)
        let weight = ReferenceTensor(
            [op.inChannels, outer, op.kernel.height, op.kernel.width],
            parameter("weight", node)
        )
        let bias = op.bias ? parameter("bias", node) : []
        var result = ReferenceTensor(shape) { op.bias ? bias[$0[1]] : 0 }
        _ = ReferenceTensor(x.shape) { at in
            let value = x[at]
            for down in 0..<op.kernel.height {
                let row =
                    at[2] * op.stride.height - op.padding.height + down * op.dilation.height
                guard (0..<shape[2]).contains(row) else { continue }
                for right in 0..<op.kernel.width {
                    let column =
                        at[3] * op.stride.width - op.padding.width + right * op.dilation.width
                    guard (0..<shape[3]).contains(column) else { continue }
                    for channel in 0..<outer {
                        let target = at[1] / inner * outer + channel
                        result[at[0], target, row, column] +=
                            value * weight[at[1], channel, down, right]
                    }
                }
            }
            return value
        }
        return result
    }

    func pool(_ op: Pooling, _ x: ReferenceTensor, _ shape: [Int]) -> ReferenceTensor {
        ReferenceTensor(shape) { at in
            var inside: [Double] = []
            var counted = 0
            for down in 0..<op.kernel.height {
                for right in 0..<op.kernel.width {
                    let row = at[2] * op.stride.height - op.padding.height + down
                    let column = at[3] * op.stride.width - op.padding.width + right
                    // Padding counts; what hangs over beyond it never does.
                    if row < x.shape[2] + op.padding.height,
                        column < x.shape[3] + op.padding.width
                    {
                        counted += 1
                    }
                    if (0..<x.shape[2]).contains(row), (0..<x.shape[3]).contains(column) {
                        inside.append(x[at[0], at[1], row, column])
                    }
                }
            }
            if op.reduction == .maximum { return inside.max() ?? -.infinity }
            return inside.reduce(0, +) / Double(op.countsPadding ? counted : inside.count)
        }
    }

    func normalize(
        _ op: BatchNormalization,
        _ node: ModelGraph.Node,
        _ x: ReferenceTensor
    ) -> ReferenceTensor {
        let (weight, bias) = (parameter("weight", node), parameter("bias", node))
        let mean = parameter("running_mean", node)
        let variance = parameter("running_var", node)
        return ReferenceTensor(x.shape) { at in
            let channel = at[1]
            let deviation = (variance[channel] + op.epsilon).squareRoot()
            return (x[at] - mean[channel]) / deviation * weight[channel] + bias[channel]
        }
    }

    func normalize(
        _ op: LayerNormalization,
        _ node: ModelGraph.Node,
        _ x: ReferenceTensor
    ) -> ReferenceTensor {
        let (weight, bias) = (parameter("weight", node), parameter("bias", node))
        let axis = op.axis == .first ? 1 : x.shape.count - 1
        return ReferenceTensor(x.shape) { at in
            let line = (0..<op.channels).map { channel in
                var other = at
                other[axis] = channel
                return x[other]
            }
            let mean = line.reduce(0, +) / Double(op.channels)
            let variance =
                line.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(op.channels)
            return (x[at] - mean) / (variance + op.epsilon).squareRoot() * weight[at[axis]]
                + bias[at[axis]]
        }
    }

    func normalize(
        _ op: DivisiveNormalization,
        _ node: ModelGraph.Node,
        _ x: ReferenceTensor
    ) -> ReferenceTensor {
        let (beta, gamma) = (parameter("beta", node), parameter("gamma", node))
        return ReferenceTensor(x.shape) { at in
            let norm = (0..<op.channels).reduce(beta[at[1]]) { sum, channel in
                let other = x[at[0], channel, at[2], at[3]]
                return sum + gamma[at[1] * op.channels + channel]
                    * (op.form == .squared ? other * other : abs(other))
            }
            let divisor = op.form == .squared ? norm.squareRoot() : norm
            return op.inverse ? x[at] * divisor : x[at] / divisor
        }
    }

    func resize(_ op: Resize, _ x: ReferenceTensor, _ shape: [Int]) -> ReferenceTensor {
        ReferenceTensor(shape) { at in
            switch op.mode {
            case .nearest:
                let index = (2...3).map { axis in
                    let step = Float(x.shape[axis]) / Float(shape[axis])
                    return min(Int(Float(at[axis]) * step), x.shape[axis] - 1)
                }
                return x[at[0], at[1], index[0], index[1]]
            case .bilinear:
                let place = (2...3).map { axis in
                    let step = Double(x.shape[axis]) / Double(shape[axis])
                    return max(0, (Double(at[axis]) + 0.5) * step - 0.5)
                }
                var sum = 0.0
                for (row, vertical) in Self.neighbors(place[0], x.shape[2]) {
                    for (column, horizontal) in Self.neighbors(place[1], x.shape[3]) {
                        sum += x[at[0], at[1], row, column] * vertical * horizontal
                    }
                }
                return sum
            }
        }
    }

    private static func neighbors(_ place: Double, _ extent: Int) -> [(Int, Double)] {
        let below = Int(place)
        let share = place - Double(below)
        return [(below, 1 - share), (min(below + 1, extent - 1), share)]
    }
}
