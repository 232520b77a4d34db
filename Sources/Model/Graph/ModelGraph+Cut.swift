extension ModelGraph {
    /// The two graphs on either side of named values: a split point is a cut.
    ///
    /// ```
    /// inputs -> [ head ] -> values -> [ tail ] -> outputs
    /// ```
    /// Running the tail on the head's outputs equals running the whole. Nodes that neither side
    /// needs are left out, and with them their parameters.
    ///
    /// - Parameter values: Names of the values that cross, in the head's output order.
    /// - Returns: The head, which ends in the values, and the tail, which starts from them.
    /// - Throws: ``GraphError`` with `.unknownValue` for a name that no node makes, `.leakyCut`
    ///   when the tail would also need something else from the head.
    public func cut(at values: String...) throws(GraphError) -> (head: ModelGraph, tail: ModelGraph)
    {
        try cut(at: values)
    }

    /// The two graphs on either side of named values: see ``cut(at:)-(String...)``.
    ///
    /// - Parameter values: Names of the values that cross, in the head's output order.
    /// - Returns: The head, which ends in the values, and the tail, which starts from them.
    /// - Throws: ``GraphError`` as the variadic form.
    public func cut(at values: [String]) throws(GraphError) -> (head: ModelGraph, tail: ModelGraph)
    {
        let shapes = try shapes(inputs: [:])
        var crossing: [Input] = []
        for value in values {
            guard let shape = shapes[value], node(named: value) != nil else {
                throw GraphError(
                    .unknownValue,
                    node: value,
                    "cannot be cut at: no node makes this value"
                )
            }
            crossing.append(Input(name: value, shape: shape))
        }
        let head = try ModelGraph(
            name: "\(name).head",
            inputs: inputs,
            nodes: needed(for: values, given: []),
            outputs: values
        )
        let rest = needed(for: outputs, given: Set(values))
        let upstream = Set(head.nodes.map(\.name) + inputs.map(\.name))
        if let leak = outputs.first(where: { upstream.contains($0) && !values.contains($0) }) {
            throw GraphError(
                .leakyCut,
                node: leak,
                "is an output before a cut at \(values.joined(separator: ", ")); cut there as well"
            )
        }
        for node in rest where !upstream.contains(node.name) {
            if let leak = node.inputs.first(where: { upstream.contains($0) && !values.contains($0) }
            ) {
                throw GraphError(
                    .leakyCut,
                    node: node.name,
                    "still needs '\(leak)' behind a cut at \(values.joined(separator: ", "))"
                )
            }
        }
        let tail = try ModelGraph(
            name: "\(name).tail",
            inputs: crossing,
            nodes: rest,
            outputs: outputs
        )
        return (head, tail)
    }

    /// The same graph with other outputs: a tap.
    ///
    /// Nodes that no output needs are left out.
    ///
    /// - Parameter values: Names of values, in order.
    /// - Returns: A graph whose outputs are the values.
    /// - Throws: ``GraphError`` with `.unknownValue` for a name that no node makes.
    public func tapping(_ values: [String]) throws(GraphError) -> ModelGraph {
        try ModelGraph(
            name: name,
            inputs: inputs,
            nodes: needed(for: values, given: []),
            outputs: values
        )
    }

    /// The nodes that the values depend on, stopping at what is given, in order.
    private func needed(for values: [String], given: Set<String>) -> [Node] {
        var wanted = Set(values).subtracting(given)
        // Nodes are in order of use, so one walk from the end finds every dependency.
        let kept = nodes.reversed().filter { node in
            guard wanted.contains(node.name) else { return false }
            wanted.formUnion(node.inputs.filter { !given.contains($0) })
            return true
        }
        return kept.reversed()
    }
}
