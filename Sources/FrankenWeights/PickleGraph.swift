/// The finished value of a pickle, checked as a whole.
///
/// The memo makes the value a graph, not a tree: 219 bytes can describe a billion paths. Every
/// container is visited once.
struct PickleGraph: Sendable {
    /// A container of the arena.
    private enum Node: Hashable {
        case list(Int)
        case tuple(Int)
        case dictionary(Int)
        case opaque(Int)

        init?(_ value: PickleValue) {
            switch value {
            case .list(let index): self = .list(index)
            case .tuple(let index): self = .tuple(index)
            case .dictionary(let index): self = .dictionary(index)
            case .opaque(let index): self = .opaque(index)
            default: return nil
            }
        }
    }

    private struct Frame {
        let node: Node
        let children: [PickleValue]
        var next = 0
        var height = 1
    }

    let root: PickleValue
    let arena: PickleArena
    private var tensorHolders: Set<Node> = []

    /// Checks depth, and that no unknown object hides a tensor.
    ///
    /// - Throws: ``WeightsError`` with code `.limitExceeded` or `.forbiddenGlobal`.
    init(root: PickleValue, arena: PickleArena, depthLimit: Int) throws(WeightsError) {
        self.root = root
        self.arena = arena
        try expectShallow(depthLimit)
        try expectTransparentTensors()
        tensorHolders = findTensorHolders()
    }

    /// Whether a value is a tensor or has one somewhere below it.
    func holdsTensor(_ value: PickleValue) -> Bool {
        if case .tensor = value { return true }
        return Node(value).map(tensorHolders.contains) ?? false
    }

    /// Follows every path down, keeping the height of finished containers, so that a shared
    /// container counts at its deepest place.
    private func expectShallow(_ limit: Int) throws(WeightsError) {
        var heights: [Node: Int] = [:]
        var path: [Frame] = []
        if let node = Node(root) { path.append(frame(node)) }
        while var frame = path.popLast() {
            guard path.count < limit, frame.height <= limit else {
                throw WeightsError(
                    .limitExceeded, "Containers are nested deeper than \(limit) levels.")
            }
            guard frame.next < frame.children.count else {
                heights[frame.node] = frame.height
                if var parent = path.popLast() {
                    parent.height = max(parent.height, frame.height + 1)
                    path.append(parent)
                }
                continue
            }
            let child = frame.children[frame.next]
            frame.next += 1
            guard let node = Node(child) else {
                path.append(frame)
                continue
            }
            if let height = heights[node] {
                frame.height = max(frame.height, height + 1)
                path.append(frame)
            } else {
                heights[node] = 0  // On the path: a cycle ends here.
                path.append(frame)
                path.append(self.frame(node))
            }
        }
    }

    private func frame(_ node: Node) -> Frame {
        Frame(node: node, children: children(of: node))
    }

    private func children(of node: Node) -> [PickleValue] {
        switch node {
        case .list(let index): arena.lists[index]
        case .tuple(let index): arena.tuples[index]
        case .dictionary(let index): arena.dictionaries[index].entries.map(\.value)
        case .opaque(let index): arena.opaques[index].parts
        }
    }

    /// Skipping an object that holds tensors would silently lose them.
    private func expectTransparentTensors() throws(WeightsError) {
        var seen: Set<Node> = []
        for (index, object) in arena.opaques.enumerated() {
            var pending = [Node.opaque(index)]
            while let node = pending.popLast() {
                guard seen.insert(node).inserted else { continue }
                for child in children(of: node) {
                    switch child {
                    case .tensor, .storage:
                        throw WeightsError(
                            .forbiddenGlobal,
                            "A tensor depends on '\(object.name)', which is not known, so it "
                                + "cannot be skipped. Load the file in Python and save "
                                + "model.state_dict() alone.")
                    default:
                        if let node = Node(child) { pending.append(node) }
                    }
                }
            }
        }
    }

    /// Goes from the containers of tensors up through whatever contains them.
    private func findTensorHolders() -> Set<Node> {
        var parents: [Node: [Node]] = [:]
        var holders: Set<Node> = []
        var pending: [Node] = []
        var seen: Set<Node> = []
        var unseen = Node(root).map { [$0] } ?? []
        while let node = unseen.popLast() {
            guard seen.insert(node).inserted else { continue }
            for child in children(of: node) {
                if case .tensor = child, holders.insert(node).inserted { pending.append(node) }
                guard let below = Node(child) else { continue }
                parents[below, default: []].append(node)
                unseen.append(below)
            }
        }
        while let node = pending.popLast() {
            for parent in parents[node] ?? [] where holders.insert(parent).inserted {
                pending.append(parent)
            }
        }
        return holders
    }
}
