extension ModelGraph {
    /// The shape of every value.
    ///
    /// - Parameter given: Shapes for graph inputs; one that is left out keeps its declared shape,
    ///   and extents that depend on it stay open.
    /// - Returns: Shapes by value name.
    /// - Throws: ``GraphError`` naming the node whose input does not fit.
    public func shapes(inputs given: [String: Shape]) throws(GraphError) -> [String: Shape] {
        try Self.shapes(of: inputs, given: given, nodes: nodes)
    }

    static func shapes(
        of inputs: [Input],
        given: [String: Shape],
        nodes: [Node]
    ) throws(GraphError) -> [String: Shape] {
        var shapes: [String: Shape] = [:]
        for input in inputs {
            let shape = given[input.name] ?? input.shape
            guard shape.matches(input.shape) else {
                throw GraphError(
                    .wrongInput,
                    node: input.name,
                    "needs the shape \(input.shape), found \(shape)"
                )
            }
            try checkSize(shape, of: input.name)
            shapes[input.name] = shape
        }
        if let stranger = given.keys.sorted().first(where: { shapes[$0] == nil }) {
            throw GraphError(
                .wrongInput,
                node: stranger,
                "is no input; the inputs are \(inputs.map(\.name).joined(separator: ", "))"
            )
        }
        for node in nodes {
            let arguments = node.inputs.compactMap { shapes[$0] }
            let shape: Shape
            do {
                shape = try node.op.operation.outputShape(arguments)
            } catch {
                throw error.located(at: node)
            }
            try checkSize(shape, of: node.name)
            shapes[node.name] = shape
        }
        return shapes
    }

    private static func checkSize(_ shape: Shape, of name: String) throws(GraphError) {
        let extents = shape.extents.compactMap(\.self)
        guard shape.rank <= Limit.rank, extents.allSatisfy({ $0 > 0 && $0 <= Limit.extent }),
            Shape.product(extents).map({ $0 <= Limit.elements }) == true
        else {
            throw GraphError(
                .tooLarge,
                node: name,
                """
                has the shape \(shape); a value has at most \(Limit.rank) axes, extents of 1 to \
                \(Limit.extent) and \(Limit.elements) elements
                """
            )
        }
    }

    static func checkNames(
        _ name: String,
        _ inputs: [Input],
        _ nodes: [Node],
        _ outputs: [String]
    ) throws(GraphError) {
        guard nodes.count <= Limit.nodes, inputs.count <= Limit.inputs,
            outputs.count <= Limit.outputs
        else {
            throw GraphError(
                .tooLarge,
                """
                at most \(Limit.nodes) nodes, \(Limit.inputs) inputs and \(Limit.outputs) outputs, \
                found \(nodes.count), \(inputs.count) and \(outputs.count)
                """
            )
        }
        try checkName(name)
        var known: Set<String> = []
        for value in inputs.map(\.name) {
            try checkName(value)
            guard known.insert(value).inserted else {
                throw GraphError(.invalidName, node: value, "is the name of two values")
            }
        }
        for node in nodes {
            try checkName(node.name)
            guard node.prefix.utf8.count <= Limit.name else {
                throw GraphError(.invalidName, node: node.name, "has too long a parameter prefix")
            }
            for source in node.inputs where !known.contains(source) {
                throw GraphError(
                    .unknownValue,
                    node: node.name,
                    "reads '\(source)', which no earlier node makes; order nodes by use"
                )
            }
            let arity = node.op.operation.arity
            guard arity.contains(node.inputs.count) else {
                throw GraphError(
                    .wrongArity,
                    node: node.name,
                    "\(node.op.kind) takes \(arity) inputs, found \(node.inputs.count)"
                )
            }
            guard known.insert(node.name).inserted else {
                throw GraphError(.invalidName, node: node.name, "is the name of two values")
            }
        }
        guard !inputs.isEmpty, !outputs.isEmpty, Set(outputs).count == outputs.count else {
            throw GraphError(.unknownValue, "needs at least one input and distinct outputs")
        }
        for output in outputs where !known.contains(output) {
            throw GraphError(.unknownValue, node: output, "is an output that no node makes")
        }
    }

    private static func checkName(_ name: String) throws(GraphError) {
        // Scalars, not characters: a combining mark must not hide a control character.
        let isPrintable = name.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        guard !name.isEmpty, name.utf8.count <= Limit.name, isPrintable else {
            throw GraphError(
                .invalidName,
                node: String(name.prefix(40)),
                "a name has 1 to \(Limit.name) bytes without blanks or control characters"
            )
        }
    }

    static func collectParameters(_ nodes: [Node]) throws(GraphError) -> [Parameter] {
        var shapes: [String: [Int]] = [:]
        var parameters: [Parameter] = []
        for node in nodes {
            for parameter in node.parameters {
                if let shape = shapes.updateValue(parameter.shape, forKey: parameter.name) {
                    guard shape == parameter.shape else {
                        throw GraphError(
                            .parameterConflict,
                            node: node.name,
                            """
                            needs '\(parameter.name)' as \(parameter.shape), another node as \
                            \(shape)
                            """
                        )
                    }
                    continue
                }
                parameters.append(parameter)
            }
        }
        return parameters
    }
}

extension OperationError {
    /// The op's complaint with the node's name and sources.
    fileprivate func located(at node: ModelGraph.Node) -> GraphError {
        switch self {
        case .attribute(let reason):
            GraphError(.invalidAttribute, node: node.name, "\(node.op.kind): \(reason)")
        case .shape(let reason):
            GraphError(
                .shapeMismatch,
                node: node.name,
                "\(node.op.kind) \(reason) (from \(node.inputs.joined(separator: ", ")))"
            )
        }
    }
}
