package import FrankenWeights

extension Model {
    /// Refuses weights that are no numbers: they give confident answers, since an activation may
    /// well turn what is not a number into zero.
    ///
    /// Plans check what they pack by themselves; this is for weights that are stored or trained on.
    ///
    /// - Throws: `WeightsError` with code `.corruptData` that names the tensor, or the errors of
    ///   reading it.
    /// - Complexity: Reads every parameter once.
    public func checkNumbers() throws {
        for parameter in graph.parameters {
            try parameter.check(weights.floats(named: parameter.name))
            try weights.dropPages(named: parameter.name)
        }
    }
}

extension ModelGraph.Parameter {
    /// Refuses values that the parameter cannot have.
    ///
    /// - Parameter values: All of them.
    /// - Throws: `WeightsError` with code `.corruptData` for values that are infinite or not
    ///   numbers, and for a negative variance.
    package func check(_ values: [Float]) throws(WeightsError) {
        if let index = values.firstIndex(where: { !$0.isFinite }) {
            throw Self.corrupt(name, index, values[index], "a finite number")
        }
        guard isVariance, let index = values.firstIndex(where: { $0 < 0 }) else { return }
        throw Self.corrupt(name, index, values[index], "a variance of 0 or more")
    }

    private var isVariance: Bool { name.hasSuffix(".running_var") }

    private static func corrupt(
        _ name: String,
        _ index: Int,
        _ value: Float,
        _ wanted: String
    ) -> WeightsError {
        WeightsError(
            .corruptData,
            "'\(name)': expected \(wanted), found \(value) at element \(index). The weights are "
                + "damaged, or their training diverged; use another checkpoint."
        )
    }
}
