public import FrankenGraph
internal import FrankenWeights

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Runs a graph node by node in double precision, each op straight from its definition.
///
/// Slow on purpose: no fusion, no layouts, nothing shared with the plan under test. A debug build
/// takes some 50 ns for a multiply-accumulate.
public struct ReferenceInterpreter: Sendable {
    let graph: ModelGraph
    let parameters: [String: [Float]]

    /// An interpreter.
    ///
    /// - Parameters:
    ///   - graph: What is run.
    ///   - parameters: Every parameter by its name, row-major.
    public init(_ graph: ModelGraph, parameters: [String: [Float]]) {
        self.graph = graph
        self.parameters = parameters
    }

    /// An interpreter of a model.
    ///
    /// - Throws: `WeightsError` for weights that cannot be read.
    public init(_ model: Model) throws {
        var parameters: [String: [Float]] = [:]
        for parameter in model.graph.parameters {
            parameters[parameter.name] = try model.weights.floats(named: parameter.name)
        }
        self.init(model.graph, parameters: parameters)
    }

    /// Runs the graph.
    ///
    /// - Parameters:
    ///   - inputs: One row-major array for each input of the graph.
    ///   - shapes: A fully known shape for each input.
    /// - Returns: All values by name.
    /// - Throws: `GraphError` when a shape does not fit.
    /// - Precondition: The arrays have as many elements as the shapes say.
    public func run(
        _ inputs: [[Float]],
        shapes: [String: Shape]
    ) throws -> [String: ReferenceTensor] {
        let known = try graph.shapes(inputs: shapes)
        var values: [String: ReferenceTensor] = [:]
        for (input, floats) in zip(graph.inputs, inputs) {
            let shape = known[input.name]?.known ?? []
            values[input.name] = ReferenceTensor(shape, floats.map(Double.init))
        }
        for node in graph.nodes {
            let shape = known[node.name]?.known ?? []
            let arguments = node.inputs.compactMap { values[$0] }
            values[node.name] = evaluate(node, arguments, shape)
        }
        return values
    }

    /// A parameter of a node.
    func parameter(_ role: String, _ node: ModelGraph.Node) -> [Double] {
        let name = node.prefix.isEmpty ? role : "\(node.prefix).\(role)"
        return (parameters[name] ?? []).map(Double.init)
    }

    private func evaluate(
        _ node: ModelGraph.Node,
        _ inputs: [ReferenceTensor],
        _ shape: [Int]
    ) -> ReferenceTensor {
        let x = inputs[0]
        switch node.op {
        case .convolution(let op): return convolve(op, node, x, shape)
        case .transposedConvolution(let op): return convolve(op, node, x, shape)
        case .linear(let op):
            let weight = parameter("weight", node)
            let bias = op.bias ? parameter("bias", node) : []
            return ReferenceTensor(shape) { at in
                (0..<op.inFeatures).reduce(op.bias ? bias[at[at.count - 1]] : 0) {
                    $0 + x[at.dropLast() + [$1]] * weight[at[at.count - 1] * op.inFeatures + $1]
                }
            }
        case .batchNormalization(let op): return normalize(op, node, x)
        case .layerNormalization(let op): return normalize(op, node, x)
        case .divisiveNormalization(let op): return normalize(op, node, x)
        case .activation(let op): return x.map { Self.activate($0, op) }
        case .binary(let op):
            let y = inputs[1]
            return ReferenceTensor(shape) { at in
                let other = y[zip(at, y.shape).map { $1 == 1 ? 0 : $0 }]
                return op.function == .add ? x[at] + other : x[at] * other
            }
        case .channelScale(let op):
            let weight = parameter("weight", node)
            let axis = op.axis == .first ? 1 : shape.count - 1
            return ReferenceTensor(shape) { x[$0] * weight[$0[axis]] }
        case .softmax(let op):
            return ReferenceTensor(shape) { at in
                let line = (0..<shape[op.axis]).map { index in
                    var other = at
                    other[op.axis] = index
                    return x[other]
                }
                let top = line.max() ?? 0
                return exp(x[at] - top) / line.reduce(0) { $0 + exp($1 - top) }
            }
        case .pooling(let op): return pool(op, x, shape)
        case .globalPooling(let op):
            return ReferenceTensor(shape) { at in
                var all: [Double] = []
                for row in 0..<x.shape[2] {
                    for column in 0..<x.shape[3] { all.append(x[at[0], at[1], row, column]) }
                }
                return op.reduction == .maximum
                    ? all.max() ?? 0 : all.reduce(0, +) / Double(all.count)
            }
        case .reshape, .flatten: return ReferenceTensor(shape, x.values)
        case .permute(let op):
            return ReferenceTensor(shape) { at in
                var source = at
                for (axis, from) in op.axes.enumerated() { source[from] = at[axis] }
                return x[source]
            }
        case .concatenation(let op):
            return ReferenceTensor(shape) { at in
                var source = at
                for input in inputs {
                    if source[op.axis] < input.shape[op.axis] { return input[source] }
                    source[op.axis] -= input.shape[op.axis]
                }
                return .nan
            }
        case .subsample(let op):
            return ReferenceTensor(shape) {
                x[$0[0], $0[1], $0[2] * op.stride.height, $0[3] * op.stride.width]
            }
        case .channelPadding(let op):
            return ReferenceTensor(shape) { at in
                let channel = at[1] - op.before
                return (0..<x.shape[1]).contains(channel) ? x[at[0], channel, at[2], at[3]] : 0
            }
        case .pixelShuffle(let op):
            return ReferenceTensor(shape) { at in
                let phase = at[2] % op.factor * op.factor + at[3] % op.factor
                return x[
                    at[0],
                    at[1] * op.factor * op.factor + phase,
                    at[2] / op.factor,
                    at[3] / op.factor
                ]
            }
        case .resize(let op): return resize(op, x, shape)
        case .patchMerging:
            return ReferenceTensor(shape) { at in
                let part = at[3] / x.shape[3]
                let (row, column) = (2 * at[1] + part % 2, 2 * at[2] + part / 2)
                let isInside = row < x.shape[1] && column < x.shape[2]
                return isInside ? x[at[0], row, column, at[3] % x.shape[3]] : 0
            }
        case .windowAttention(let op): return attend(op, node, x)
        }
    }

    static func activate(_ x: Double, _ op: Activation) -> Double {
        switch op.function {
        case .relu: max(x, 0)
        case .leakyRelu: x > 0 ? x : op.slope * x
        case .gelu: x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
        case .silu: x / (1 + exp(-x))
        case .sigmoid: 1 / (1 + exp(-x))
        case .tanh: tanh(x)
        }
    }
}
