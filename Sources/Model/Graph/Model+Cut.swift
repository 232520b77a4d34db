internal import FrankenWeights

extension Model {
    /// The two models on either side of named values, each with the weights it needs.
    ///
    /// - Parameter values: Names of the values that cross, in the head's output order.
    /// - Returns: The head, which ends in the values, and the tail, which starts from them.
    /// - Throws: ``GraphError`` as ``ModelGraph/cut(at:)-([String])``.
    public func cut(at values: [String]) throws -> (head: Model, tail: Model) {
        let (head, tail) = try graph.cut(at: values)
        return try (
            Model(graph: head, weights: weights.selecting(head.parameters.map(\.name))),
            Model(graph: tail, weights: weights.selecting(tail.parameters.map(\.name)))
        )
    }
}
