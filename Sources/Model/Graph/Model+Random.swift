internal import FrankenWeights

extension Model {
    /// A model with random weights, for timing and for tests of shape: same seed, same weights.
    ///
    /// - Parameters:
    ///   - graph: What to make weights for.
    ///   - seed: Chooses the weights.
    /// - Returns: The model.
    /// - Throws: `WeightsError` when a parameter is too large for memory.
    public static func random(_ graph: ModelGraph, seed: UInt64) throws -> Model {
        var parameters = RandomParameters(seed: seed)
        return try Model(
            graph: graph,
            weights: TensorStore(inMemory: parameters.tensors(for: graph))
        )
    }
}
