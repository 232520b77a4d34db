public import FrankenWeights

/// How an upstream project names the tensors of a relative's checkpoints.
///
/// Our graphs have their own parameter names; ``map`` turns the upstream ones into them.
public struct KeyLayout: Sendable, Equatable, Codable {
    /// The upstream project, for example `torchvision`.
    public let name: String
    /// From upstream names to ours; what no graph needs is dropped.
    public let map: KeyMap

    /// A layout of the given rules.
    ///
    /// Rules of every layout come first: the prefix `module.` that PyTorch's data-parallel
    /// wrapper adds is taken off, the counters `num_batches_tracked`, which inference never
    /// reads, are dropped. Joins come before all rules.
    public init(name: String, rules: [KeyMap.Rule] = [], joins: [KeyMap.Join] = []) {
        self.name = name
        map = KeyMap(
            [
                .init(.prefix, from: "module.", to: ""),
                .init(.dropSuffix, from: ".num_batches_tracked"),
            ] + rules,
            joins: joins
        )
    }
}
