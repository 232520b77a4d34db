/// The serialized form, version 1. Keys are stable; an unknown op or version is refused by name.
///
/// ```json
/// {"format": "frankensplit-graph", "version": 1, "name": "stem",
///  "inputs": [{"name": "image", "shape": [null, 3, null, null]}],
///  "nodes": [{"name": "relu", "op": "activation", "inputs": ["image"],
///             "attributes": {"function": "relu", "slope": 0.01}}],
///  "outputs": ["relu"]}
/// ```
extension ModelGraph: Codable {
    private enum CodingKeys: String, CodingKey {
        case format, version, name, inputs, nodes, outputs
    }

    private static let format = "frankensplit-graph"
    private static let version = 1

    /// Reads and validates a graph.
    ///
    /// - Parameter decoder: A decoder; use a strict one for bytes from elsewhere.
    /// - Throws: The decoder's error for malformed input, ``GraphError`` for an invalid graph.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let format = try container.decode(String.self, forKey: .format)
        let version = try container.decode(Int.self, forKey: .version)
        guard format == Self.format, version == Self.version else {
            throw GraphError(
                .unsupportedFormat,
                """
                expected \(Self.format) version \(Self.version), found \(format.prefix(40)) version \
                \(version); a newer build may read it
                """
            )
        }
        try self.init(
            name: container.decode(String.self, forKey: .name),
            inputs: container.decode([Input].self, forKey: .inputs),
            nodes: container.decode([Node].self, forKey: .nodes),
            outputs: container.decode([String].self, forKey: .outputs)
        )
    }

    /// Writes the graph.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.format, forKey: .format)
        try container.encode(Self.version, forKey: .version)
        try container.encode(name, forKey: .name)
        try container.encode(inputs, forKey: .inputs)
        try container.encode(nodes, forKey: .nodes)
        try container.encode(outputs, forKey: .outputs)
    }
}

extension ModelGraph.Node: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, op, inputs, prefix, attributes
    }

    /// Reads a node.
    ///
    /// - Parameter decoder: A decoder.
    /// - Throws: The decoder's error, or ``GraphError`` for an op this build does not know.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        inputs = try container.decode([String].self, forKey: .inputs)
        prefix = try container.decodeIfPresent(String.self, forKey: .prefix) ?? name
        let kind = try container.decode(String.self, forKey: .op)
        let attributes = try container.superDecoder(forKey: .attributes)
        guard let op = try Op.read(kind: kind, from: attributes) else {
            throw GraphError(
                .unsupportedFormat,
                node: name,
                """
                unknown op '\(kind.prefix(40))'; this build knows \
                \(Op.kinds.joined(separator: ", "))
                """
            )
        }
        self.op = op
    }

    /// Writes a node; the prefix only where it is not the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(op.kind, forKey: .op)
        try container.encode(inputs, forKey: .inputs)
        if prefix != name { try container.encode(prefix, forKey: .prefix) }
        try op.operation.encode(to: container.superEncoder(forKey: .attributes))
    }
}
