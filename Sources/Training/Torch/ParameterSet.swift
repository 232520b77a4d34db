package import FrankenGraph
package import FrankenWeights

/// Named tensors in a fixed order: a network's parameters, gradients, an optimizer's state.
package struct ParameterSet: Sendable {
    /// Names in order.
    package private(set) var names: [String]
    private var tensors: [String: Tensor]

    /// Named tensors.
    ///
    /// - Parameter entries: Names, each once, with their tensors.
    package init(_ entries: [(name: String, tensor: Tensor)] = []) {
        names = []
        tensors = [:]
        for entry in entries { self[entry.name] = entry.tensor }
    }

    /// A graph's parameters.
    ///
    /// - Parameters:
    ///   - model: The graph with weights that fit it.
    ///   - element: The number format.
    ///   - device: Where to.
    ///   - isTrainable: Whether gradients are wanted; running statistics never have any.
    /// - Throws: ``TorchError``, or `WeightsError` also for values that are not finite.
    package init(
        of model: Model,
        as element: Tensor.Element = .float32,
        on device: Device = .cpu,
        isTrainable: Bool
    ) throws {
        self.init()
        for parameter in model.graph.parameters {
            let values = try model.weights.floats(named: parameter.name)
            try parameter.check(values)
            self[parameter.name] = try Tensor.of(
                values,
                shape: parameter.shape,
                as: element,
                on: device,
                isTrainable: isTrainable && !parameter.isStatistic
            )
        }
    }

    /// The tensor of a name; setting a new name appends it, setting `nil` removes it.
    package subscript(name: String) -> Tensor? {
        get { tensors[name] }
        set {
            if tensors.updateValue(newValue, for: name) { names.append(name) }
            if newValue == nil { names.removeAll { $0 == name } }
        }
    }

    /// The tensor of a name.
    ///
    /// - Throws: ``TorchError`` with code `.missing`.
    package func tensor(named name: String) throws(TorchError) -> Tensor {
        guard let tensor = tensors[name] else {
            throw TorchError(.missing, "no tensor is called '\(name)' among \(names.count)")
        }
        return tensor
    }

    /// Names and tensors in order.
    package var entries: [(name: String, tensor: Tensor)] {
        names.compactMap { name in tensors[name].map { (name, $0) } }
    }

    /// All tensors as floats, for a file.
    ///
    /// - Parameter prefix: Put before every name.
    /// - Returns: One tensor in memory for each, in order.
    /// - Throws: ``TorchError`` or `WeightsError`.
    package func memoryTensors(prefix: String = "") throws -> [MemoryTensor] {
        try entries.map { entry in
            try MemoryTensor(
                name: prefix + entry.name,
                shape: entry.tensor.shape,
                floats: entry.tensor.floats()
            )
        }
    }

    /// The same names and shapes with values from a store; trainable ones stay trainable.
    ///
    /// - Throws: ``TorchError`` with code `.wrongShape`, or `WeightsError` for a missing name.
    func restored(
        from store: TensorStore,
        prefix: String,
        on device: Device
    ) throws -> ParameterSet {
        var restored = self
        for entry in entries {
            let info = try store.info(named: prefix + entry.name)
            guard info.shape == entry.tensor.shape else {
                throw TorchError(
                    .wrongShape,
                    node: entry.name,
                    "is \(info.shape) in the checkpoint, \(entry.tensor.shape) in the graph; go on "
                        + "with the recipe that the checkpoint was written with"
                )
            }
            restored[entry.name] = try Tensor.of(
                store.floats(named: info.name),
                shape: info.shape,
                on: device,
                isTrainable: entry.tensor.isTrainable
            )
        }
        return restored
    }

    /// The tensors of a store whose names begin with a prefix, which is dropped.
    ///
    /// - Parameters:
    ///   - store: Where from.
    ///   - prefix: What their names begin with.
    ///   - isTrainable: Whether gradients with respect to them can be asked for.
    ///   - device: Where to.
    /// - Throws: ``TorchError`` or `WeightsError`.
    package init(
        from store: TensorStore,
        prefix: String = "",
        isTrainable: Bool = false,
        on device: Device = .cpu
    ) throws {
        self.init()
        for info in store.infos where info.name.hasPrefix(prefix) {
            self[String(info.name.dropFirst(prefix.count))] = try Tensor.of(
                store.floats(named: info.name),
                shape: info.shape,
                on: device,
                isTrainable: isTrainable
            )
        }
    }
}

extension [String: Tensor] {
    /// Sets or removes; whether the name is new.
    fileprivate mutating func updateValue(_ tensor: Tensor?, for name: String) -> Bool {
        let isKnown = self[name] != nil
        self[name] = tensor
        return tensor != nil && !isKnown
    }
}
