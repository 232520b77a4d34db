extension TensorStore {
    /// The store with only the named tensors, in the given order; metadata stays behind.
    ///
    /// - Parameter names: Names of tensors, each once.
    /// - Returns: A store that reads from where this one does.
    /// - Throws: ``WeightsError`` with code `.unknownTensor` and similar names, or
    ///   `.duplicateName`.
    public func selecting(_ names: [String]) throws(WeightsError) -> TensorStore {
        var selected: [Entry] = []
        selected.reserveCapacity(names.count)
        for name in names { selected.append(try entry(named: name)) }
        return try TensorStore(entries: selected)
    }
}
