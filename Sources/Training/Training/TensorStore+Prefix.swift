internal import FrankenWeights

extension TensorStore {
    /// The tensors whose names begin with a prefix, without it, copied to memory.
    func dropping(prefix: String) throws -> TensorStore {
        let tensors = try infos.filter { $0.name.hasPrefix(prefix) }.map { info in
            try MemoryTensor(
                name: String(info.name.dropFirst(prefix.count)),
                shape: info.shape,
                floats: floats(named: info.name)
            )
        }
        return try TensorStore(inMemory: tensors)
    }
}
