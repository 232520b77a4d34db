/// The finished value of a pickle, checked as a whole.
///
/// The memo makes the value a graph, not a tree: 219 bytes can describe a billion paths. Every
/// container is visited once, and what is known of it is kept in flat arrays: a pickle may have
/// millions of them.
struct PickleGraph: Sendable {
    let root: PickleValue
    let arena: PickleArena
    private let numbering: PickleNumbering
    /// For each container, whether a tensor is somewhere below it.
    private var holders: [Bool] = []

    /// Checks depth, and that no unknown object hides a tensor.
    ///
    /// - Throws: ``WeightsError`` with code `.limitExceeded` or `.forbiddenGlobal`.
    init(root: PickleValue, arena: PickleArena, depthLimit: Int) throws(WeightsError) {
        self.root = root
        self.arena = arena
        numbering = PickleNumbering(arena)
        try expectShallow(depthLimit)
        holders = findTensorHolders()
        try expectTransparentTensors()
    }

    /// Whether a value is a tensor or has one somewhere below it.
    func holdsTensor(_ value: PickleValue) -> Bool {
        if case .tensor = value { return true }
        return numbering.number(of: value).map { holders[$0] } ?? false
    }

    /// Follows every path down, keeping the height of finished containers, so that a shared
    /// container counts at its deepest place.
    private func expectShallow(_ limit: Int) throws(WeightsError) {
        guard let start = numbering.number(of: root) else { return }
        var heights = [Int32](repeating: -1, count: numbering.count)  // -1: never seen.
        var path = [(node: start, next: 0, height: 1)]
        heights[start] = 0  // 0: on the path. A cycle ends there.
        while var frame = path.popLast() {
            guard path.count < limit, frame.height <= limit else {
                throw WeightsError(
                    .limitExceeded,
                    "Containers are nested deeper than \(limit) levels."
                )
            }
            guard frame.next < numbering.childCount(of: frame.node, in: arena) else {
                heights[frame.node] = Int32(truncatingIfNeeded: frame.height)
                if let last = path.indices.last {
                    path[last].height = max(path[last].height, frame.height + 1)
                }
                continue
            }
            let child = numbering.child(frame.next, of: frame.node, in: arena)
            frame.next += 1
            guard let node = numbering.number(of: child) else {
                path.append(frame)
                continue
            }
            frame.height = max(frame.height, Int(heights[node]) + 1)
            path.append(frame)
            if heights[node] < 0 {
                heights[node] = 0
                path.append((node: node, next: 0, height: 1))
            }
        }
    }

    /// Skipping an object that holds tensors would silently lose them.
    private func expectTransparentTensors() throws(WeightsError) {
        for (index, object) in arena.opaques.enumerated()
        where holdsTensor(.opaque(index)) {
            throw WeightsError(
                .forbiddenGlobal,
                "A tensor depends on '\(object.name)', which is not known, so it cannot be "
                    + "skipped. Load the file in Python and save model.state_dict() alone."
            )
        }
    }

    /// Goes from the containers of tensors up through whatever contains them.
    private func findTensorHolders() -> [Bool] {
        var holders = [Bool](repeating: false, count: numbering.count)
        var pending: [Int] = []
        // The parents of each container, one after the other: first counted, then placed.
        var starts = [Int32](repeating: 0, count: numbering.count + 1)
        forEachEdge { parent, child in
            if let node = numbering.number(of: child) { starts[node + 1] += 1 }
            guard isTensorOrStorage(child), !holders[parent] else { return }
            holders[parent] = true
            pending.append(parent)
        }
        for node in 0..<numbering.count { starts[node + 1] += starts[node] }
        var parents = [Int32](repeating: 0, count: Int(starts.last ?? 0))
        var free = starts
        forEachEdge { parent, child in
            guard let node = numbering.number(of: child) else { return }
            parents[Int(free[node])] = Int32(truncatingIfNeeded: parent)
            free[node] += 1
        }
        while let node = pending.popLast() {
            for position in starts[node]..<starts[node + 1] {
                let parent = Int(parents[Int(position)])
                guard !holders[parent] else { continue }
                holders[parent] = true
                pending.append(parent)
            }
        }
        return holders
    }

    private func forEachEdge(_ body: (_ parent: Int, _ child: PickleValue) -> Void) {
        for node in 0..<numbering.count {
            for position in 0..<numbering.childCount(of: node, in: arena) {
                body(node, numbering.child(position, of: node, in: arena))
            }
        }
    }

    private func isTensorOrStorage(_ value: PickleValue) -> Bool {
        switch value {
        case .tensor, .storage: true
        default: false
        }
    }
}
