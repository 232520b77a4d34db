internal import FrankenBytes

/// A value on the stack of the pickle machine.
///
/// Containers are indices into a ``PickleArena``, never nested values: freeing or walking a
/// million nested tuples must not recurse.
enum PickleValue: Sendable {
    case none
    case bool(Bool)
    case integer(Int64)
    /// An integer beyond 64 bits, as an index into the arena.
    case wideInteger(Int)
    case float(Double)
    case string(String)
    case list(Int)
    case tuple(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)
    /// Something made by a function or class we do not know; only with `.keepOpaque`.
    case opaque(Int)

    /// The kind in words, for messages.
    var kindName: String {
        switch self {
        case .none: "None"
        case .bool: "a Boolean"
        case .integer, .wideInteger: "an integer"
        case .float: "a float"
        case .string: "a string"
        case .list: "a list"
        case .tuple: "a tuple"
        case .dictionary: "a dictionary"
        case .global(let global): "'\(global.name)'"
        case .storage: "a storage"
        case .tensor: "a tensor"
        case .opaque: "an unknown object"
        }
    }
}

/// A key of a dictionary in a pickle.
enum PickleKey: Hashable, Sendable {
    case string(ExactString)
    case integer(Int64)

    /// The key as a component of a tensor's name.
    var text: String {
        switch self {
        case .string(let text): text.text
        case .integer(let value): String(value)
        }
    }
}
