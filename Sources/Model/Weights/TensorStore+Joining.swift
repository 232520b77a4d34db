internal import FrankenBytes

extension TensorStore {
    /// The store with tensors made one as a join says, each in the place of its first part.
    ///
    /// The joined tensors are copied to memory; the others stay where they are.
    ///
    /// - Throws: ``WeightsError`` with code `.invalidTensor` when parts do not fit together,
    ///   `.duplicateName` when the whole is there already, or what reading the parts throws.
    func joined(_ join: KeyMap.Join) throws(WeightsError) -> TensorStore {
        var groups: [ExactString: [Int: Int]] = [:]
        var stems: [Int: String] = [:]
        for (position, info) in infos.enumerated() {
            for (index, part) in join.parts.enumerated() {
                guard let part, info.name.utf8.reversed().starts(with: part.utf8.reversed()) else {
                    continue
                }
                let stem = String(
                    decoding: info.name.utf8.dropLast(part.utf8.count),
                    as: UTF8.self
                )
                groups[ExactString(stem), default: [:]][index] = position
                stems[position] = stem
                break
            }
        }
        let needed = join.parts.count { $0 != nil }
        var joined: [Entry] = []
        for (position, entry) in entries.enumerated() {
            guard let stem = stems[position], let group = groups[ExactString(stem)],
                group.count == needed
            else {
                joined.append(entry)
                continue
            }
            guard position == group.values.min() else { continue }
            let tensor = try whole(stem + join.to, join.parts.indices.map { group[$0] })
            joined.append(
                Entry(info: tensor.info, layout: SourceLayout(byteOffset: 0), source: tensor.source)
            )
        }
        return try TensorStore(entries: joined, metadata: metadata)
    }

    /// Parts one behind the other; nil stands for zeros of the shape of the first one.
    private func whole(
        _ name: String,
        _ positions: [Int?]
    ) throws(WeightsError) -> MemoryTensor {
        let given = positions.compactMap { $0.map { infos[$0] } }
        guard let first = given.first, !first.shape.isEmpty,
            given.allSatisfy({
                $0.scalarType == first.scalarType
                    && !$0.shape.isEmpty && $0.shape.dropFirst() == first.shape.dropFirst()
            })
        else {
            let found = given.prefix(8).map {
                "'\($0.name.prefix(200))' \($0.scalarType.rawValue) \($0.shape.prefix(12))"
            }
            throw WeightsError(
                .invalidTensor,
                "'\(name.prefix(200))' is made of parts of one type that agree in all axes but the "
                    + "first; found \(found.joined(separator: ", ")). The checkpoint is damaged or "
                    + "of another network."
            )
        }
        var bytes: [UInt8] = []
        var rows = 0
        for position in positions {
            let info = position.map { infos[$0] } ?? first
            bytes +=
                position == nil
                ? [UInt8](repeating: 0, count: info.byteCount) : try self.bytes(named: info.name)
            // Parts without elements may have any number of rows.
            let (sum, overflow) = rows.addingReportingOverflow(info.shape[0])
            rows = overflow ? -1 : sum
            if overflow { break }
        }
        return try MemoryTensor(
            name: name,
            scalarType: first.scalarType,
            shape: [rows] + first.shape.dropFirst(),
            bytes: bytes
        )
    }
}
