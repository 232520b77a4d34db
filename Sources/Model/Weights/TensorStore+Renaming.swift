internal import FrankenBytes

extension TensorStore {
    /// The same tensors under the names and shapes that a key map gives them; joined ones are one,
    /// dropped ones are left out.
    ///
    /// - Throws: ``WeightsError`` with code `.duplicateName` listing the names that collide, or
    ///   `.invalidTensor` for a tensor whose axes do not fit the map, or parts that do not fit
    ///   together.
    public func renamed(using map: KeyMap) throws(WeightsError) -> TensorStore {
        var whole = self
        for join in map.joins { whole = try whole.joined(join) }
        return try whole.placed(by: map)
    }

    /// The same tensors under the names and shapes that a map's rules give them.
    private func placed(by map: KeyMap) throws(WeightsError) -> TensorStore {
        var renamed: [Entry] = []
        var sources: [ExactString: String] = [:]
        var collisions: [String] = []
        for entry in entries {
            guard let (info, axes) = try map.placed(entry.info) else { continue }
            if let other = sources.updateValue(entry.info.name, forKey: ExactString(info.name)) {
                collisions.append("'\(other)' and '\(entry.info.name)' both become '\(info.name)'")
            }
            let layout = entry.layout.taking(axes, of: entry.info)
            renamed.append(Entry(info: info, layout: layout, source: entry.source))
        }
        guard collisions.isEmpty else {
            let listed = collisions.prefix(TensorMismatch.listedCount).joined(separator: "; ")
            let rest = collisions.count - TensorMismatch.listedCount
            throw WeightsError(
                .duplicateName,
                "The key map makes names collide: \(listed)"
                    + (rest > 0 ? " and \(rest) more." : ".") + " Correct its rules."
            )
        }
        return try TensorStore(entries: renamed, metadata: metadata)
    }
}
