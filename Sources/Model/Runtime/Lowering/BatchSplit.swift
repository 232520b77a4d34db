internal import FrankenGraph

/// Where a plan for many images changes from a few at a time to all at once.
///
/// Early layers have large maps and small weights: taken a few images at a time, their maps stay in
/// the cache. Late layers have small maps and large weights: taken all at once, the weights are
/// read only once. The split is where the sum of bytes moved is smallest.
struct BatchSplit: Sendable {
    /// The last value computed a few images at a time.
    let value: String
    /// Images at a time before that; divides the batch.
    let portion: Int

    /// Maps of a portion should stay within a core's second-level cache.
    private static let cacheByteCount = 1 << 20
    /// Maps are written and read again, weights only read.
    private static let mapFactor = 2

    /// Finds the split of a graph, or `nil` when all at once is best.
    ///
    /// `shapes` are those of the whole batch; a portion has at least one image for each thread.
    init?(_ graph: ModelGraph, shapes: [String: [Int]], type: ElementType, threads: Int) {
        guard let batch = graph.inputs.first.flatMap({ shapes[$0.name]?.first }), batch > 1,
            shapes.values.allSatisfy({ $0.first == batch })
        else { return nil }
        func mapBytes(_ name: String) -> Int {
            (shapes[name] ?? []).reduce(1, *) / batch * type.byteCount
        }
        var largest = 0
        var saved = 0
        var best: (saved: Int, value: String)?
        let crossings = Self.crossings(graph)
        for (index, node) in graph.nodes.enumerated() {
            let moved = ([node.name] + node.inputs).reduce(0) { $0 + mapBytes($1) }
            switch node.op {
            case .convolution, .transposedConvolution, .linear, .pooling, .windowAttention:
                let read = node.parameters.reduce(0) { $0 + $1.shape.reduce(1, *) }
                saved += Self.mapFactor * moved - read * type.byteCount
                largest = max(largest, moved)
            case .binary:
                saved += Self.mapFactor * mapBytes(node.name)
            case .batchNormalization, .layerNormalization, .divisiveNormalization, .activation,
                .channelScale, .softmax, .globalPooling, .reshape, .permute, .flatten,
                .concatenation, .subsample, .channelPadding, .pixelShuffle, .resize, .patchMerging:
                break
            }
            if crossings.contains(index), saved > best?.saved ?? 0 { best = (saved, node.name) }
        }
        guard let best else { return nil }
        let most = max(threads, Self.cacheByteCount / max(largest, 1))
        guard let portion = (1...min(most, batch)).last(where: { batch % $0 == 0 }),
            portion < batch
        else { return nil }
        value = best.value
        self.portion = portion
    }

    /// Nodes behind which only their own value is still needed, and it is no output.
    private static func crossings(_ graph: ModelGraph) -> Set<Int> {
        var lastReads: [String: Int] = [:]
        for (index, node) in graph.nodes.enumerated() {
            for source in node.inputs { lastReads[source] = index }
        }
        for output in graph.outputs { lastReads[output] = Int.max }
        var crossings: Set<Int> = []
        var furthest = graph.inputs.compactMap { lastReads[$0.name] }.max() ?? 0
        for (index, node) in graph.nodes.enumerated() {
            let own = lastReads[node.name] ?? index
            if furthest <= index, own > index, own != Int.max { crossings.insert(index) }
            furthest = max(furthest, own)
        }
        return crossings
    }
}
