public import FrankenGraph
internal import FrankenWeights

extension Model {
    /// A model with random weights, for timing and for tests of shape: same seed, same weights.
    ///
    /// Weights are scaled by their fan-in (He et al., 2015, arXiv:1502.01852), so that values
    /// neither vanish nor explode however deep the graph is.
    ///
    /// - Parameters:
    ///   - graph: What to make weights for.
    ///   - seed: Chooses the weights.
    /// - Returns: The model.
    /// - Throws: `WeightsError` when a parameter is too large for memory.
    public static func random(_ graph: ModelGraph, seed: UInt64) throws -> Model {
        var generator = SplitMix64(state: seed)
        let tensors = try graph.parameters.map { parameter in
            let count = parameter.shape.reduce(1, *)
            let fanIn = parameter.shape.dropFirst().reduce(1, *)
            let isMatrix = parameter.shape.count > 1
            let spread = isMatrix ? (6 / Float(fanIn)).squareRoot() : 0.2
            let center: Float = isMatrix || parameter.name.hasSuffix(".bias") ? 0 : 1
            let isMean = parameter.name.hasSuffix(".running_mean")
            let floats = (0..<count).map { _ in
                (isMean ? 0 : center) + Float.random(in: -spread...spread, using: &generator)
            }
            return try MemoryTensor(name: parameter.name, shape: parameter.shape, floats: floats)
        }
        return try Model(graph: graph, weights: TensorStore(inMemory: tensors))
    }
}

/// A small generator with a seed (Steele et al., 2014, doi:10.1145/2660193.2660195).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
