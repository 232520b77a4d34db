internal import FrankenRuntime

/// A backbone whose weights are packed once, for any number of classifiers.
///
/// Classifiers of one value share the packed weights; each has memory of its own to run in.
/// Thread-safe.
public final class CompiledBackbone: Sendable {
    /// Graph, weights and preprocessing.
    public let backbone: Backbone
    let networks: PlanCompiler

    /// Prepares a backbone; weights are packed when the first classifier needs them.
    ///
    /// - Parameter backbone: Graph, weights and preprocessing.
    /// - Throws: `RuntimeError` when the engine cannot start.
    public init(_ backbone: Backbone) throws {
        self.backbone = backbone
        networks = try PlanCompiler(backbone.model)
    }

    /// Bytes of packed weights that all classifiers share.
    public var packedWeightByteCount: Int { networks.packedWeightByteCount }
}
