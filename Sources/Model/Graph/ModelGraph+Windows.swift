extension ModelGraph {
    /// The same graph with every window attention padded at the given time.
    ///
    /// - Parameter padding: When maps are padded to whole windows.
    /// - Returns: The graph, with the same parameters.
    /// - Throws: ``GraphError`` when a map of known extents is below its window.
    package func paddingWindows(
        _ padding: WindowAttention.Padding
    ) throws(GraphError) -> ModelGraph {
        let nodes = nodes.map { node in
            guard case .windowAttention(var attention) = node.op else { return node }
            attention.padding = padding
            var changed = node
            changed.op = .windowAttention(attention)
            return changed
        }
        return try ModelGraph(name: name, inputs: inputs, nodes: nodes, outputs: outputs)
    }
}
