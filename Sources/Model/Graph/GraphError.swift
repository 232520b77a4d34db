public import FrankenFailures

/// What is wrong with a graph, or with a request made of one.
///
/// Messages say what was expected, what was found and what to do. Equality is on ``code`` and
/// ``node``, so tests compare the kind of failure and not its words.
public struct GraphError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: FailureCode {
        /// A name is empty, too long, or used twice.
        case invalidName
        /// A node, output or cut names a value that nothing produces before it is used.
        case unknownValue
        /// An op's attributes make no sense on their own (a zero kernel, 7 groups of 64 channels).
        case invalidAttribute
        /// An op received the wrong number of inputs.
        case wrongArity
        /// An input's shape does not fit the op.
        case shapeMismatch
        /// Two nodes need one parameter with two shapes.
        case parameterConflict
        /// A cut leaves a path around it.
        case leakyCut
        /// The graph exceeds a documented limit.
        case tooLarge
        /// A serialized graph has a format or version this build does not read.
        case unsupportedFormat
        /// A name or shape given for a graph input is missing or not one of its inputs.
        case wrongInput

        public var kind: FailureKind { .badInput }
    }

    public let code: Code
    /// The node at fault, where one is.
    public let node: String?
    public let message: String

    package init(_ code: Code, node: String? = nil, _ message: String) {
        self.code = code
        self.node = node
        self.message = message
    }

    /// The message, led by the node's name.
    public var description: String {
        node.map { "graph node '\($0)': \(message)" } ?? "graph: \(message)"
    }

    /// Equal when the kind and the node agree.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code && left.node == right.node
    }
}
