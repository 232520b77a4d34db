/// A model as data: typed ops over named values, with the parameters they need.
///
/// Both engines, the cost figures, the cut at a split point and every export read this one value.
/// A graph that exists is valid: names are unique, every value is produced before it is used,
/// channels agree from end to end, and parameters have one shape each.
///
/// ```
/// image -> conv1 -> bn1 -> relu -> maxpool -> layer1 ... layer4 -> avgpool -> flatten -> fc
/// ```
public struct ModelGraph: Sendable, Hashable {
    /// A value the caller provides.
    public struct Input: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// Its shape, open where any extent will do.
        public var shape: Shape

        /// Name and shape.
        public init(name: String, shape: Shape) {
            self.name = name
            self.shape = shape
        }
    }

    /// One op that makes one value.
    public struct Node: Sendable, Hashable {
        /// The name of the value this node makes.
        public var name: String
        /// What it does.
        public var op: Op
        /// The values it reads.
        public var inputs: [String]
        /// What its parameters' names begin with: `conv1` for `conv1.weight`.
        public var prefix: String

        /// All fields; the prefix defaults to the name.
        public init(_ name: String, _ op: Op, _ inputs: [String], prefix: String? = nil) {
            self.name = name
            self.op = op
            self.inputs = inputs
            self.prefix = prefix ?? name
        }

        /// Full names and shapes of the parameters.
        public var parameters: [Parameter] {
            op.operation.parameters.map {
                Parameter(name: parameterName($0.role), shape: $0.shape)
            }
        }

        /// The full name of a parameter by its role; an empty prefix stands for none.
        package func parameterName(_ role: String) -> String {
            prefix.isEmpty ? role : "\(prefix).\(role)"
        }
    }

    /// A tensor a checkpoint must hold.
    public struct Parameter: Sendable, Hashable {
        /// Its name in our checkpoints.
        public var name: String
        /// The shape it must have.
        public var shape: [Int]

        /// Whether this is a running statistic, which is measured and not learned.
        public var isStatistic: Bool {
            name.hasSuffix(".running_mean") || name.hasSuffix(".running_var")
        }
    }

    /// What the graph is called.
    public let name: String
    /// The values the caller provides.
    public let inputs: [Input]
    /// The ops, each after those it reads.
    public let nodes: [Node]
    /// The values the caller gets, in order.
    public let outputs: [String]
    /// Every parameter once, in the order of the nodes: the checkpoint's contents.
    public let parameters: [Parameter]

    /// A validated graph.
    ///
    /// - Parameters:
    ///   - name: What the graph is called.
    ///   - inputs: The values the caller provides.
    ///   - nodes: The ops, each after those it reads.
    ///   - outputs: Names of the values the caller gets.
    /// - Throws: ``GraphError`` naming the node at fault.
    public init(
        name: String,
        inputs: [Input],
        nodes: [Node],
        outputs: [String]
    ) throws(GraphError) {
        self.name = name
        self.inputs = inputs
        self.nodes = nodes
        self.outputs = outputs
        try Self.checkNames(name, inputs, nodes, outputs)
        // Shapes first: they check the attributes that parameter shapes are computed from.
        _ = try Self.shapes(of: inputs, given: [:], nodes: nodes)
        parameters = try Self.collectParameters(nodes)
    }

    /// The node that makes a value, or `nil` for an input or an unknown name.
    public func node(named name: String) -> Node? {
        nodes.first { $0.name == name }
    }
}
