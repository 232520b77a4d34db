extension KeyMap {
    /// The tensor after all rules, its name and its shape; nil when a rule drops it.
    ///
    /// ``Rule/Kind/dropUnitAxes`` and ``Rule/axes`` change shapes. Joins concern several tensors
    /// and are left to ``TensorStore/renamed(using:)``.
    ///
    /// - Throws: ``WeightsError`` with code `.invalidTensor` when a rule orders axes that the
    ///   tensor does not have.
    public func applied(to info: TensorInfo) throws(WeightsError) -> TensorInfo? {
        try placed(info)?.info
    }

    /// The tensor after all rules, and of which of its axes each axis of the result is.
    func placed(_ info: TensorInfo) throws(WeightsError) -> (info: TensorInfo, axes: [Int])? {
        var name = info.name
        var axes = Array(info.shape.indices)
        for rule in rules {
            if rule.kind == .dropUnitAxes, rule.matches(name) {
                while axes.count > 1, let last = axes.last, info.shape[last] == 1 {
                    axes.removeLast()
                }
            }
            if let order = rule.axes, rule.matches(name) {
                guard axes.indices.elementsEqual(order.sorted()) else {
                    throw WeightsError(
                        .invalidTensor,
                        "'\(info.name.prefix(200))' has shape \(info.shape.prefix(12)); its key "
                            + "layout needs \(order.count) axes to put in the order "
                            + "\(order.prefix(12)). Use weights of the network they are for."
                    )
                }
                axes = order.map { axes[$0] }
            }
            guard let next = rule.applied(to: name) else { return nil }
            name = next
        }
        return (info.renamed(name).taking(axes), axes)
    }
}
