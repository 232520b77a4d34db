/// Writes a graph node by node, in the order a person would say it.
///
/// Every method takes and returns value names. The name given to a node is its value's name and,
/// unless said otherwise, its parameters' prefix.
///
/// ```swift
/// var build = GraphBuilder("stem", input: "image", shape: [nil, 3, nil, nil])
/// let x = build.add("conv1", .conv(3, 64, kernel: 7, stride: 2, padding: 3), to: "image")
/// let y = build.add("relu", .relu, to: x)
/// let graph = try build.graph(outputs: [y])
/// ```
public struct GraphBuilder: Sendable {
    private let name: String
    private let inputs: [ModelGraph.Input]
    private var nodes: [ModelGraph.Node] = []

    /// A builder for a graph of one input.
    public init(_ name: String, input: String, shape: Shape) {
        self.name = name
        inputs = [.init(name: input, shape: shape)]
    }

    /// A builder for a graph of several inputs.
    public init(_ name: String, inputs: [ModelGraph.Input]) {
        self.name = name
        self.inputs = inputs
    }

    /// Adds a node.
    ///
    /// - Parameters:
    ///   - name: The value's name.
    ///   - op: What the node does.
    ///   - sources: The values it reads.
    ///   - prefix: The parameters' prefix, when not the name.
    /// - Returns: The value's name.
    @discardableResult
    public mutating func add(
        _ name: String,
        _ op: Op,
        to sources: String...,
        prefix: String? = nil
    ) -> String {
        nodes.append(.init(name, op, sources, prefix: prefix))
        return name
    }

    /// The validated graph.
    ///
    /// - Parameter outputs: Names of the values the caller gets.
    /// - Returns: The graph.
    /// - Throws: ``GraphError`` naming the node at fault.
    public func graph(outputs: [String]) throws(GraphError) -> ModelGraph {
        try ModelGraph(name: name, inputs: inputs, nodes: nodes, outputs: outputs)
    }
}

extension Op {
    /// A square convolution.
    public static func conv(
        _ inChannels: Int,
        _ outChannels: Int,
        kernel: Int,
        stride: Int = 1,
        padding: Int = 0,
        dilation: Int = 1,
        groups: Int = 1,
        bias: Bool = true
    ) -> Op {
        .convolution(
            .init(
                inChannels: inChannels,
                outChannels: outChannels,
                kernel: .init(kernel),
                stride: .init(stride),
                padding: .init(padding),
                dilation: .init(dilation),
                groups: groups,
                bias: bias
            )
        )
    }

    /// Batch normalization with PyTorch's epsilon.
    public static func batchNorm(_ channels: Int) -> Op {
        .batchNormalization(.init(channels: channels))
    }

    /// A fully connected layer over the last axis.
    public static func linear(_ inFeatures: Int, _ outFeatures: Int, bias: Bool = true) -> Op {
        .linear(.init(inFeatures: inFeatures, outFeatures: outFeatures, bias: bias))
    }

    /// Maximum over a square window.
    public static func maxPool(_ kernel: Int, stride: Int, padding: Int = 0) -> Op {
        .pooling(
            .init(
                .maximum,
                kernel: .init(kernel),
                stride: .init(stride),
                padding: .init(padding)
            )
        )
    }

    /// Rectified linear unit.
    public static var relu: Op { .activation(.init(.relu)) }

    /// Sum of two values.
    public static var add: Op { .binary(.init(.add)) }

    /// Product of two values.
    public static var multiply: Op { .binary(.init(.multiply)) }
}
