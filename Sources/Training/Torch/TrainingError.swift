public import FrankenFailures

/// Why training cannot start or go on.
///
/// The message says what was expected, what was found and what to do.
public struct TrainingError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: FailureCode {
        /// libtorch does not take the arguments of an operation.
        case refused
        /// Memory could not be had.
        case outOfMemory
        /// libtorch failed for another reason.
        case engineFailed
        /// The device does not exist or this libtorch was built without it.
        case unknownDevice
        /// A tensor has another shape or number of elements than it must have.
        case wrongShape
        /// A named parameter, value or state tensor is missing.
        case missing
        /// An option is out of range.
        case invalidOption
        /// The loss is not a finite number.
        case diverged
        /// This libtorch was built without what is asked for.
        case unsupported
        /// The variables that name the processes of a training are missing or contradict each other.
        case invalidEnvironment
        /// Another process of the training has ended.
        case peerLost
        /// Another process of the training did not come or answer in time.
        case timedOut

        public var kind: FailureKind {
            switch self {
            case .invalidOption: .usage
            case .unsupported, .unknownDevice: .unsupported
            case .outOfMemory: .outOfMemory
            case .diverged: .diverged
            case .refused, .engineFailed: .fault
            case .wrongShape, .missing: .badInput
            case .invalidEnvironment: .badConfiguration
            case .peerLost, .timedOut: .busy
            }
        }
    }

    public let code: Code
    /// The graph node or tensor at fault, where one is.
    public let node: String?
    public let message: String

    package init(_ code: Code, node: String? = nil, _ message: String) {
        self.code = code
        self.node = node
        self.message = message
    }

    /// The message, led by the node's name.
    public var description: String {
        node.map { "training, '\($0)': \(message)" } ?? "training: \(message)"
    }

    /// Equal when the kind and the node agree.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code && left.node == right.node
    }

    /// The same failure, blamed on a node unless it names one.
    func at(_ node: String) -> TrainingError {
        TrainingError(code, node: self.node ?? node, message)
    }
}
