internal import FrankenGraph

/// What is computed together with a node, to save passes over large maps.
///
/// ```
/// batch norm -> (+ residual) -> (ReLU)     at the batch norm, in training
/// convolution -> rectifier                 at the convolution
/// convolution -> rectifier -> + skip       the rectifier at the sum
/// ```
struct Fusion {
    /// The slope below zero when an activation is taken along; 0 is ReLU.
    var slope: Double?
    /// The other side of a sum that is taken along.
    var residual: String?
    /// What a sum rectifies before it adds, in place of the node's own input.
    var source: String?
    /// The value that the whole gives.
    var result: String
    /// The other nodes in it.
    var absorbed: [Int] = []

    /// Finds what can be computed together.
    ///
    /// A value disappears into its reader only when nobody else needs it.
    ///
    /// - Parameters:
    ///   - graph: The graph.
    ///   - mode: Batch norms are taken along in training only.
    ///   - readerCounts: How often each value is needed.
    ///   - kept: Values that must be there for themselves.
    /// - Returns: By the index of the node that begins it; and the indices of all others in it.
    static func find(
        in graph: ModelGraph,
        mode: ExecutorOptions.Mode,
        readerCounts: [String: Int],
        kept: Set<String>
    ) -> (starts: [Int: Fusion], absorbed: Set<Int>) {
        var readers: [String: Int] = [:]
        var positions: [String: Int] = [:]
        for (index, node) in graph.nodes.enumerated() {
            positions[node.name] = index
            for source in node.inputs { readers[source] = index }
        }
        func next(_ name: String) -> Int? {
            readerCounts[name] == 1 && !kept.contains(name) ? readers[name] : nil
        }
        /// The other side of a sum that is known by the time of `index`.
        func residual(_ reader: Int, of name: String, at index: Int) -> String? {
            guard case .binary(let op) = graph.nodes[reader].op, op.function == .add,
                let other = graph.nodes[reader].inputs.first(where: { $0 != name }),
                positions[other] ?? -1 < index
            else { return nil }
            return other
        }
        /// The side of a sum that is a rectified convolution.
        func rectified(_ sum: ModelGraph.Node) -> String? {
            guard sum.inputs[0] != sum.inputs[1] else { return nil }
            return sum.inputs.first { name in
                guard let position = positions[name], next(name) != nil,
                    graph.nodes[position].op.slope != nil,
                    let source = positions[graph.nodes[position].inputs[0]],
                    case .convolution = graph.nodes[source].op
                else { return false }
                return next(graph.nodes[source].name) != nil
            }
        }
        var starts: [Int: Fusion] = [:]
        var absorbed: Set<Int> = []
        // From the end: the later of two sides of a sum takes it, when the other is there already.
        for (index, node) in graph.nodes.enumerated().reversed() {
            var fusion = Fusion(result: node.name)
            var taken: [Int] = []
            switch node.op {
            case .batchNormalization where mode == .training:
                if let sum = next(fusion.result), !absorbed.contains(sum),
                    let other = residual(sum, of: fusion.result, at: index)
                {
                    (fusion.residual, fusion.result) = (other, graph.nodes[sum].name)
                    taken.append(sum)
                }
                if let reader = next(fusion.result), !absorbed.contains(reader),
                    graph.nodes[reader].op == .relu
                {
                    (fusion.slope, fusion.result) = (0, graph.nodes[reader].name)
                    taken.append(reader)
                }
            case .convolution:
                guard let reader = next(node.name), !absorbed.contains(reader),
                    let slope = graph.nodes[reader].op.slope
                else { continue }
                (fusion.slope, fusion.result) = (slope, graph.nodes[reader].name)
                taken.append(reader)
            case .binary(let op) where op.function == .add && !absorbed.contains(index):
                guard let branch = rectified(node), let position = positions[branch] else {
                    continue
                }
                fusion.slope = graph.nodes[position].op.slope
                fusion.source = graph.nodes[position].inputs[0]
                fusion.residual = node.inputs.first { $0 != branch }
                taken.append(position)
            case .transposedConvolution, .linear, .batchNormalization, .layerNormalization,
                .divisiveNormalization, .activation, .binary, .channelScale, .softmax, .pooling,
                .globalPooling, .reshape, .permute, .flatten, .concatenation, .subsample,
                .channelPadding, .pixelShuffle, .resize, .patchMerging, .windowAttention:
                continue
            }
            guard !taken.isEmpty else { continue }
            fusion.absorbed = taken
            starts[index] = fusion
            absorbed.formUnion(taken)
        }
        return (starts, absorbed)
    }
}

extension Op {
    /// The slope below zero of a rectifier.
    fileprivate var slope: Double? {
        guard case .activation(let op) = self else { return nil }
        switch op.function {
        case .relu: return 0
        case .leakyRelu where op.slope > 0: return op.slope
        case .leakyRelu, .gelu, .silu, .sigmoid, .tanh: return nil
        }
    }
}
