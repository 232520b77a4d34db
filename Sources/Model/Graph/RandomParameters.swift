public import FrankenWeights

/// Random parameters for a graph that nobody has trained: same seed, same bytes everywhere.
///
/// Weights are uniform and scaled by their fan-in (He et al., 2015, arXiv:1502.01852), so that
/// values neither vanish nor explode; biases are small, scales and variances 0.5 to 1.5. Only integer arithmetic and exact conversions are used, so other languages get the same.
public struct RandomParameters: Sendable {
    private var state: UInt64

    /// A generator with a seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// Parameters for a graph, in the order of ``ModelGraph/parameters``.
    ///
    /// - Parameter graph: What to make parameters for.
    /// - Returns: One tensor for each.
    /// - Throws: `WeightsError` when a parameter is too large.
    public mutating func tensors(for graph: ModelGraph) throws -> [MemoryTensor] {
        try graph.parameters.map { parameter in
            let isMatrix = parameter.shape.count > 1
            let fanIn = parameter.shape.dropFirst().reduce(1, *)
            let isScale = ["weight", "running_var"].contains { parameter.name.hasSuffix($0) }
            let center: Float = isMatrix || !isScale ? 0 : 1
            let values = floats(
                count: parameter.shape.reduce(1, *),
                within: isMatrix ? (6 / Float(fanIn)).squareRoot() : isScale ? 0.5 : 0.1
            )
            return try MemoryTensor(
                name: parameter.name,
                shape: parameter.shape,
                floats: center == 0 ? values : values.map { center + $0 }
            )
        }
    }

    /// Uniform values in ±`spread`.
    public mutating func floats(count: Int, within spread: Float) -> [Float] {
        (0..<count).map { _ in
            // 24 bits are what a single-precision float holds exactly.
            (Float(next() >> 40) / 8_388_608 - 1) * spread
        }
    }

    /// SplitMix64 (Steele et al., 2014, doi:10.1145/2660193.2660195).
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
