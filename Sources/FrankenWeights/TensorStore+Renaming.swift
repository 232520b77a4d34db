internal import FrankenBytes

extension TensorStore {
    /// The same tensors under the names and shapes that a key map gives them; dropped ones are
    /// left out.
    ///
    /// - Throws: ``WeightsError`` with code `.duplicateName` listing the names that collide.
    public func renamed(using map: KeyMap) throws(WeightsError) -> TensorStore {
        var renamed: [Entry] = []
        var sources: [ExactString: String] = [:]
        var collisions: [String] = []
        for entry in entries {
            guard let info = map.applied(to: entry.info) else { continue }
            if let other = sources.updateValue(entry.info.name, forKey: ExactString(info.name)) {
                collisions.append("'\(other)' and '\(entry.info.name)' both become '\(info.name)'")
            }
            let layout = TensorLayout(
                byteOffset: entry.layout.byteOffset,
                strides: entry.layout.strides.map { Array($0.prefix(info.shape.count)) }
            )
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
