extension TensorStore {
    /// The same tensors with matrices and kernels as 16-bit floats, which readers widen again.
    ///
    /// Vectors (biases, scales, running statistics) stay as they are: they are few, and running
    /// variances may be beyond what 16 bits hold. A tensor with a value that would become infinite
    /// stays, too. Each value is rounded to nearest, ties to even.
    ///
    /// - Returns: A store in memory, in the same order, with the same metadata.
    /// - Throws: ``WeightsError``: what reading the store throws.
    public func halved() throws(WeightsError) -> TensorStore {
        var tensors: [MemoryTensor] = []
        for info in infos {
            if info.scalarType == .float32, info.shape.count > 1 {
                let floats = try floats(named: info.name)
                if floats.allSatisfy({ abs($0) < FloatConversion.halfOverflow }) {
                    tensors.append(
                        try MemoryTensor(
                            name: info.name,
                            scalarType: .float16,
                            shape: info.shape,
                            bytes: Self.halves(floats)
                        )
                    )
                    continue
                }
            }
            tensors.append(
                try MemoryTensor(
                    name: info.name,
                    scalarType: info.scalarType,
                    shape: info.shape,
                    bytes: bytes(named: info.name)
                )
            )
        }
        return try TensorStore(inMemory: tensors, metadata: metadata)
    }

    private static func halves(_ floats: [Float]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * floats.count)
        for value in floats {
            let bits = FloatConversion.halfBits(value)
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        }
        return bytes
    }
}
