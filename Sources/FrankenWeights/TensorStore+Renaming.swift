internal import FrankenBytes

extension TensorStore {
    /// The same tensors under the names that a key map gives them; dropped ones are left out.
    ///
    /// - Throws: ``WeightsError`` with code `.duplicateName` listing the names that collide.
    public func renamed(using map: KeyMap) throws(WeightsError) -> TensorStore {
        var renamed: [Entry] = []
        var sources: [ExactString: String] = [:]
        var collisions: [String] = []
        for entry in entries {
            guard let name = map.applied(to: entry.info.name) else { continue }
            if let other = sources.updateValue(entry.info.name, forKey: ExactString(name)) {
                collisions.append("'\(other)' and '\(entry.info.name)' both become '\(name)'")
            }
            renamed.append(
                Entry(info: entry.info.renamed(name), layout: entry.layout, source: entry.source)
            )
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
