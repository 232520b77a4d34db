package import FrankenFailures

/// Why something on libtorch cannot be done.
///
/// The message says what was expected, what was found and what to do.
package struct TorchError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    package enum Code: FailureCode {
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

        package var kind: FailureKind {
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

    package let code: Code
    /// The graph node or tensor at fault, where one is.
    package let node: String?
    package let message: String

    package init(_ code: Code, node: String? = nil, _ message: String) {
        self.code = code
        self.node = node
        self.message = message
    }

    /// The message, led by the node's name.
    package var description: String {
        node.map { "training, '\($0)': \(message)" } ?? "training: \(message)"
    }

    /// Equal when the kind and the node agree.
    package static func == (left: Self, right: Self) -> Bool {
        left.code == right.code && left.node == right.node
    }

    /// The same failure, blamed on a node unless it names one.
    func at(_ node: String) -> TorchError {
        TorchError(code, node: self.node ?? node, message)
    }
}
