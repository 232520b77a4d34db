public import FrankenFailures

/// Why a plan cannot be compiled or run.
///
/// The message names the node and says what was expected, what was found and what to do.
public struct RuntimeError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: FailureCode {
        /// The engine has no kernel for the op with these shapes.
        case unsupportedOperation
        /// The CPU cannot compute in the precision asked for.
        case unsupportedPrecision
        /// An option is out of range.
        case invalidOption
        /// Memory could not be had.
        case outOfMemory
        /// The engine failed while running.
        case executionFailed
        /// A buffer has another size than the plan's input or output.
        case wrongSize
        /// A name is not one of the plan's inputs or outputs.
        case unknownValue

        public var kind: FailureKind {
            switch self {
            case .unsupportedPrecision, .unsupportedOperation: .unsupported
            case .outOfMemory: .outOfMemory
            case .invalidOption, .wrongSize, .unknownValue: .usage
            case .executionFailed: .fault
            }
        }
    }

    public let code: Code
    /// The graph node at fault, where one is.
    public let node: String?
    public let message: String

    package init(_ code: Code, node: String? = nil, _ message: String) {
        self.code = code
        self.node = node
        self.message = message
    }

    /// The message, led by the node's name.
    public var description: String {
        node.map { "plan node '\($0)': \(message)" } ?? "plan: \(message)"
    }

    /// Equal when the kind and the node agree.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code && left.node == right.node
    }
}
