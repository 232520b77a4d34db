/// Why a plan cannot be compiled or run.
///
/// The message names the node and says what was expected, what was found and what to do.
public struct RuntimeError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    @nonexhaustive
    public enum Code: Sendable, Hashable {
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
        /// A weight is infinite, not a number, or a negative variance, as it is or folded.
        case notFinite
        /// A buffer has another size than the plan's input or output.
        case wrongSize
        /// A name is not one of the plan's inputs or outputs.
        case unknownValue
    }

    /// The kind of failure.
    public let code: Code
    /// The graph node at fault, where one is.
    public let node: String?
    /// Expected, found, next step.
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
