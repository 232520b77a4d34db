#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One evaluation of one channel's network, kept for the way back.
struct PriorTrace {
    private let network: PriorNetwork<Float>
    private let channel: Int
    /// What entered each layer.
    private var inputs: [[Double]] = []
    /// What each layer's affine part gave.
    private var sums: [[Double]] = []
    /// The network's output: the logit of the cumulative distribution.
    let logit: Double

    /// Evaluates the network of `channel` at `x`.
    ///
    /// - Parameters:
    ///   - network: The parameters of all channels.
    ///   - channel: The channel; less than there are.
    ///   - x: The argument, in quantizer steps.
    ///   - isSingle: Rounds every result to single precision, as CompressAI does.
    init(_ network: PriorNetwork<Float>, channel: Int, at x: Double, isSingle: Bool = false) {
        func round(_ value: Double) -> Double { isSingle ? Double(Float(value)) : value }
        self.network = network
        self.channel = channel
        var values = [round(x)]
        for layer in network.matrices.indices {
            let (rows, columns) = (FactorizedPrior.widths[layer + 1], values.count)
            inputs.append(values)
            var sum = [Double](repeating: 0, count: rows)
            for row in 0..<rows {
                for column in 0..<columns {
                    let index = (channel * rows + row) * columns + column
                    let weight = round(Self.softplus(Double(network.matrices[layer][index])))
                    sum[row] = round(sum[row] + round(weight * values[column]))
                }
                let bias = Double(network.biases[layer][channel * rows + row])
                sum[row] = round(sum[row] + bias)
            }
            sums.append(sum)
            values = sum
            if layer < network.factors.count {
                for row in 0..<rows {
                    let factor = Double(network.factors[layer][channel * rows + row])
                    let bend = round(round(tanh(factor)) * round(tanh(sum[row])))
                    values[row] = round(values[row] + bend)
                }
            }
        }
        logit = values[0]
    }

    /// Goes back through the network.
    ///
    /// - Parameters:
    ///   - incoming: Derivative of the loss with respect to the logit.
    ///   - gradient: Gets the loss's derivatives with respect to this channel's parameters added.
    /// - Returns: The loss's derivative with respect to the argument.
    func backward(_ incoming: Double, into gradient: inout PriorNetwork<Double>) -> Double {
        var flow = [incoming]
        for layer in network.matrices.indices.reversed() {
            let (rows, columns) = (sums[layer].count, inputs[layer].count)
            if layer < network.factors.count {
                for row in 0..<rows {
                    let factor = tanh(Double(network.factors[layer][channel * rows + row]))
                    let bend = tanh(sums[layer][row])
                    gradient.factors[layer][channel * rows + row] +=
                        flow[row] * bend * (1 - factor * factor)
                    flow[row] *= 1 + factor * (1 - bend * bend)
                }
            }
            var next = [Double](repeating: 0, count: columns)
            for row in 0..<rows {
                gradient.biases[layer][channel * rows + row] += flow[row]
                for column in 0..<columns {
                    let index = (channel * rows + row) * columns + column
                    let raw = Double(network.matrices[layer][index])
                    // The derivative of softplus is the sigmoid.
                    gradient.matrices[layer][index] +=
                        flow[row] * inputs[layer][column] * FactorizedPrior.sigmoid(raw)
                    next[column] += flow[row] * Self.softplus(raw)
                }
            }
            flow = next
        }
        return flow[0]
    }

    private static func softplus(_ x: Double) -> Double {
        // PyTorch's softplus is the identity above 20, to which this is equal in single precision.
        max(x, 0) + log1p(exp(-abs(x)))
    }
}
