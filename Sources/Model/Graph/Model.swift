public import FrankenWeights

/// A graph with weights that fit it: every parameter is there, in its shape.
public struct Model: Sendable {
    /// The ops.
    public let graph: ModelGraph
    /// At least the graph's parameters, under the graph's names.
    public let weights: TensorStore

    /// Binds weights to a graph.
    ///
    /// - Parameters:
    ///   - graph: The ops.
    ///   - weights: Tensors under the graph's names; a `KeyMap` renames upstream ones.
    /// - Throws: `WeightsError` that lists every missing, surplus or mis-shaped tensor.
    public init(graph: ModelGraph, weights: TensorStore) throws {
        try weights.check(against: graph.parameters.map { ($0.name, $0.shape) })
        self.graph = graph
        self.weights = weights
    }
}
