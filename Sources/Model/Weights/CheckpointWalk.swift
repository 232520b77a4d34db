/// Collects the tensors, or the other leaves, below a value of a checkpoint.
struct CheckpointWalk {
    /// Most values looked at: shared containers count once for each path to them.
    private static let budget = 5_000_000
    /// Longest name in bytes.
    private static let nameLimit = 1024
    /// Most bytes in all names together.
    private static let nameByteBudget = 256 << 20

    private let graph: PickleGraph
    private let collectsLeaves: Bool
    private var visitCount = 0
    private var nameByteCount = 0
    private(set) var tensors: [(name: String, index: Int)] = []
    private(set) var leaves: [(name: String, value: PyTorchCheckpoint.Leaf)] = []

    init(graph: PickleGraph, collectsLeaves: Bool = false) {
        self.graph = graph
        self.collectsLeaves = collectsLeaves
    }

    /// Visits a value and everything below it; the depth was checked, and cycles end at it.
    mutating func visit(
        _ value: PickleValue,
        name: String,
        depth: Int
    ) throws(WeightsError) {
        visitCount += 1
        nameByteCount += name.utf8.count
        guard visitCount <= Self.budget, depth <= 64, name.utf8.count <= Self.nameLimit,
            nameByteCount <= Self.nameByteBudget
        else {
            throw WeightsError(
                .limitExceeded,
                "The checkpoint refers to its parts in too many ways, or to itself."
            )
        }
        switch value {
        case .tensor(let index):
            guard !collectsLeaves else { return }
            guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw WeightsError(
                    .invalidPickle,
                    "The name '\(name)' of a tensor has a control character."
                )
            }
            tensors.append((name.isEmpty ? "tensor" : name, index))
        case .dictionary(let index):
            for entry in graph.arena.dictionaries[index].entries {
                try descend(entry.value, entry.key.text, below: name, depth)
            }
        case .list(let index):
            for (position, element) in graph.arena.lists[index].enumerated() {
                try descend(element, String(position), below: name, depth)
            }
        case .tuple(let index):
            for (position, element) in graph.arena.tuples[index].enumerated() {
                try descend(element, String(position), below: name, depth)
            }
        default:
            if collectsLeaves, let leaf = Self.leaf(value) { leaves.append((name, leaf)) }
        }
    }

    /// Goes down only where there is something to find: a container without tensors is passed
    /// over, however many paths lead through it.
    private mutating func descend(
        _ value: PickleValue,
        _ key: String,
        below name: String,
        _ depth: Int
    ) throws(WeightsError) {
        guard collectsLeaves || graph.holdsTensor(value) else { return }
        try visit(value, name: name.isEmpty ? key : "\(name).\(key)", depth: depth + 1)
    }

    private static func leaf(_ value: PickleValue) -> PyTorchCheckpoint.Leaf? {
        switch value {
        case .none: PyTorchCheckpoint.Leaf.none
        case .bool(let bool): .bool(bool)
        case .integer(let integer): .integer(integer)
        case .float(let float): .float(float)
        case .string(let string): .string(string)
        default: nil
        }
    }
}
