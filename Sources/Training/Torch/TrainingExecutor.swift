package import FrankenGraph
internal import FrankenWeights

/// How a graph is run for training.
package struct ExecutorOptions: Sendable {
    /// What layers with two ways of running do.
    package enum Mode: Sendable, Hashable {
        /// Batch normalization by the batch's statistics, which also move the running ones; drop
        /// path drops.
        case training
        /// As in inference.
        case evaluation
    }

    /// The number format of convolutions, linear layers and attention.
    package enum Arithmetic: Sendable, Hashable {
        /// The parameters' own.
        case full
        /// bfloat16 with sums in binary32; parameters and their gradients stay as they are.
        case bfloat16
    }

    /// What layers with two ways of running do.
    package var mode: Mode
    /// The number format of the expensive layers.
    package var arithmetic: Arithmetic
    /// How far one batch moves the running statistics: PyTorch's 0.1.
    package var momentum: Double
    /// Values to drop per image, with the probability: the residual branches of stochastic depth.
    package var dropPath: [String: Double]

    /// All options.
    package init(
        mode: Mode,
        arithmetic: Arithmetic = .full,
        momentum: Double = 0.1,
        dropPath: [String: Double] = [:]
    ) {
        self.mode = mode
        self.arithmetic = arithmetic
        self.momentum = momentum
        self.dropPath = dropPath
    }
}

/// Runs a graph on libtorch, so that gradients can be found through it.
///
/// Every op means what it means to a plan of the runtime; batch normalization alone has a second
/// meaning in training. Maps of rank 4 are kept with the channels last in memory, which oneDNN's
/// convolutions are fastest with.
package struct TrainingExecutor: Sendable {
    /// What a run gives.
    package struct Result: Sendable {
        /// The graph's outputs, in its order.
        package var outputs: [Tensor]
        /// The values asked for, by name.
        package var taps: [String: Tensor]
        /// Running statistics that moved, by the names of their parameters.
        package var statistics: [String: Tensor]
    }

    /// What is run.
    package let graph: ModelGraph
    /// How.
    package let options: ExecutorOptions
    /// How many nodes read each value; outputs are read once more.
    private let readerCounts: [String: Int]

    /// An executor for a graph.
    ///
    /// - Parameters:
    ///   - graph: What to run.
    ///   - options: How.
    /// - Throws: ``TorchError`` with code `.invalidOption` for an option out of range, or a drop
    ///   path of a value that no node makes.
    package init(_ graph: ModelGraph, options: ExecutorOptions) throws(TorchError) {
        guard (0...1).contains(options.momentum) else {
            throw TorchError(
                .invalidOption,
                "momentum must be 0 to 1, found \(options.momentum)"
            )
        }
        for (name, rate) in options.dropPath {
            guard graph.node(named: name) != nil, rate >= 0, rate < 1 else {
                throw TorchError(
                    .invalidOption,
                    node: name,
                    "a drop path needs a node of the graph and a rate of 0 to below 1, found \(rate)"
                )
            }
        }
        self.graph = graph
        self.options = options
        var counts: [String: Int] = [:]
        for node in graph.nodes { for source in node.inputs { counts[source, default: 0] += 1 } }
        for output in graph.outputs { counts[output, default: 0] += 1 }
        readerCounts = counts
    }

    /// Runs the graph.
    ///
    /// Values are let go once nothing needs them, unless the way back does.
    ///
    /// - Parameters:
    ///   - inputs: One tensor for each of the graph's inputs, in its order.
    ///   - parameters: Tensors under the graph's names; trainable ones get gradients.
    ///   - taps: Names of values to return besides the outputs.
    ///   - noise: Where drop path's chances come from; needed only with one.
    ///   - firstImage: The place of the first image in the batch that this is a part of.
    /// - Returns: Outputs, taps and moved statistics.
    /// - Throws: ``TorchError`` naming the node at fault.
    package func run(
        _ inputs: [Tensor],
        parameters: ParameterSet,
        taps: [String] = [],
        noise: NoiseSource = NoiseSource(seed: 0),
        firstImage: Int = 0
    ) throws(TorchError) -> Result {
        guard inputs.count == graph.inputs.count else {
            throw TorchError(
                .wrongShape,
                "'\(graph.name)' needs \(graph.inputs.count) inputs, found \(inputs.count)"
            )
        }
        var values: [String: Tensor] = [:]
        var pending = readerCounts
        for name in taps { pending[name, default: 0] += 1 }
        for (input, tensor) in zip(graph.inputs, inputs) {
            guard input.shape.matches(Shape(tensor.shape)) else {
                throw TorchError(
                    .wrongShape,
                    node: input.name,
                    "needs \(input.shape), found \(tensor.shape)"
                )
            }
            values[input.name] = tensor
        }
        let fusions = Fusion.find(
            in: graph,
            mode: options.mode,
            readerCounts: pending,
            kept: Set(taps).union(options.dropPath.keys)
        )
        var run = NodeRun(options: options, parameters: parameters, statistics: [:])
        for (index, node) in graph.nodes.enumerated() {
            do throws(TorchError) {
                if let fusion = fusions.starts[index] {
                    let source = try Self.value(fusion.source ?? node.inputs[0], values)
                    var residual: Tensor?
                    if let name = fusion.residual { residual = try Self.value(name, values) }
                    values[fusion.result] = try run.evaluate(node, source, residual, fusion)
                } else if !fusions.absorbed.contains(index) {
                    var sources: [Tensor] = []
                    for name in node.inputs { sources.append(try Self.value(name, values)) }
                    values[node.name] = try run.evaluate(node, sources)
                }
                if options.mode == .training, let rate = options.dropPath[node.name], rate > 0,
                    let value = values[node.name]
                {
                    values[node.name] = try value.droppingImages(
                        rate: rate,
                        key: noise.key(for: index),
                        firstImage: firstImage
                    )
                }
            } catch {
                throw error.at(node.name)
            }
            guard !fusions.absorbed.contains(index) else { continue }
            let others = fusions.starts[index]?.absorbed ?? []
            for source in node.inputs + others.flatMap({ graph.nodes[$0].inputs }) {
                pending[source, default: 1] -= 1
                if pending[source] == 0 { values[source] = nil }
            }
        }
        var tapped: [String: Tensor] = [:]
        for name in taps { tapped[name] = try Self.value(name, values) }
        var outputs: [Tensor] = []
        for name in graph.outputs { outputs.append(try Self.value(name, values)) }
        return Result(outputs: outputs, taps: tapped, statistics: run.statistics)
    }

    private static func value(
        _ name: String,
        _ values: [String: Tensor]
    ) throws(TorchError) -> Tensor {
        guard let value = values[name] else {
            throw TorchError(.missing, node: name, "is no value of the graph")
        }
        return value
    }
}
