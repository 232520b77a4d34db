internal import FrankenBytes

extension TensorStore {
    /// Checks that the store holds exactly the tensors a model needs, and reports all
    /// differences at once.
    ///
    /// - Parameters:
    ///   - parameters: Name and shape of every tensor the model needs.
    ///   - surplusSuffixes: Last components of names that may be surplus; PyTorch's batch
    ///     norm counts its batches, which inference never uses.
    /// - Throws: ``WeightsError`` with code `.mismatch`, its ``WeightsError/mismatch`` set.
    public func check(
        against parameters: [(name: String, shape: [Int])],
        allowingSurplus surplusSuffixes: Set<String> = ["num_batches_tracked"]
    ) throws(WeightsError) {
        let needed = Set(parameters.map { ExactString($0.name) })
        let surplus = infos.map(\.name).filter { !needed.contains(ExactString($0)) }
        let hints = NameHints(surplus)
        var missing: [TensorMismatch.Missing] = []
        var misshapen: [TensorMismatch.Misshapen] = []
        for (name, shape) in parameters {
            guard let info = self[name] else {
                missing.append(.init(name: name, shape: shape, hint: hints.hint(for: name)))
                continue
            }
            if info.shape != shape {
                misshapen.append(.init(name: name, expected: shape, found: info.shape))
            }
        }
        let mismatch = TensorMismatch(
            missing: missing,
            surplus: surplus.filter { name in
                !surplusSuffixes.contains { name == $0 || name.hasSuffix("." + $0) }
            },
            misshapen: misshapen
        )
        guard mismatch.isEmpty else {
            throw WeightsError(.mismatch, mismatch.message, mismatch: mismatch)
        }
    }
}
