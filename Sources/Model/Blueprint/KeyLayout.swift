public import FrankenGraph
public import FrankenWeights

/// How an upstream project names the tensors of a relative's checkpoints.
///
/// Our graphs have their own parameter names; ``map`` turns the upstream ones into them.
public struct KeyLayout: Sendable, Equatable, Codable {
    /// The upstream project, for example `torchvision`.
    public let name: String
    /// From upstream names to ours; what no graph needs is dropped.
    public let map: KeyMap
    /// When the project pads the maps of its window attention; nil where the graph says it right.
    public let padding: WindowAttention.Padding?

    /// A layout of the given rules.
    ///
    /// Rules of every layout come first: the prefix `module.` that PyTorch's data-parallel
    /// wrapper adds is taken off, the counters `num_batches_tracked`, which inference never
    /// reads, are dropped. Joins come before all rules.
    public init(
        name: String,
        rules: [KeyMap.Rule] = [],
        joins: [KeyMap.Join] = [],
        padding: WindowAttention.Padding? = nil
    ) {
        self.name = name
        self.padding = padding
        map = KeyMap(
            [
                .init(.prefix, from: "module.", to: ""),
                .init(.dropSuffix, from: ".num_batches_tracked"),
            ] + rules,
            joins: joins
        )
    }
}
