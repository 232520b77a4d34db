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
            let isSmaller = map.dropsUnitAxes(of: entry.info.name)
            renamed.append((isSmaller ? entry.withoutUnitAxes : entry).renamed(name))
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

extension TensorStore.Entry {
    fileprivate func renamed(_ name: String) -> Self {
        Self(info: info.renamed(name), layout: layout, source: source)
    }

    /// The same elements without the last extents of 1; one axis remains.
    fileprivate var withoutUnitAxes: Self {
        let rank = info.shape.lastIndex { $0 != 1 }.map { $0 + 1 } ?? min(1, info.shape.count)
        return Self(
            info: info.keepingAxes(rank),
            layout: TensorLayout(
                byteOffset: layout.byteOffset,
                strides: layout.strides.map { Array($0.prefix(rank)) }
            ),
            source: source
        )
    }
}
