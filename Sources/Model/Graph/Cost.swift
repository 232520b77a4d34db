/// What a graph costs for one set of input shapes.
public struct Cost: Sendable, Hashable, Codable {
    /// Learned numbers, running statistics not counted, as torchvision counts them.
    public var parameterCount: Int
    /// Multiply-accumulates; element-wise work counts as none.
    public var multiplyAccumulates: Int
}

/// Products of hostile attributes must not trap: they stop at `Int.max`.
package func saturatingProduct(_ factors: [Int]) -> Int {
    Shape.product(factors) ?? Int.max
}

func saturatingSum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? Int.max : sum
}

extension ModelGraph {
    /// Learned numbers; running statistics of batch normalization are not counted.
    public var parameterCount: Int {
        parameters.lazy.filter { !$0.isStatistic }
            .map { saturatingProduct($0.shape) }.reduce(0, saturatingSum)
    }

    /// Parameters and multiply-accumulates for the given input shapes.
    ///
    /// - Parameter inputs: A fully known shape for every graph input.
    /// - Returns: The cost of one call.
    /// - Throws: ``GraphError`` when a shape does not fit.
    public func cost(inputs: [String: Shape]) throws(GraphError) -> Cost {
        let shapes = try shapes(inputs: inputs)
        var total = 0
        for node in nodes {
            total = saturatingSum(total, multiplyAccumulates(of: node, shapes))
        }
        return Cost(parameterCount: parameterCount, multiplyAccumulates: total)
    }

    func multiplyAccumulates(of node: Node, _ shapes: [String: Shape]) -> Int {
        let inputs = node.inputs.compactMap { shapes[$0]?.known }
        guard let output = shapes[node.name]?.known, inputs.count == node.inputs.count else {
            return 0
        }
        return node.op.operation.multiplyAccumulates(inputs, output)
    }
}
