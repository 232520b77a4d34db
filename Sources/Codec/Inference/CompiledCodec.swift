internal import FrankenRuntime

/// Decoder and tail of a codec with their weights packed once, for any number of classifiers.
///
/// Classifiers of one value share the packed weights; each has memory of its own to run in.
/// Thread-safe.
public final class CompiledCodec: Sendable {
    /// The parts.
    public let codec: SplitCodec
    let decoders: PlanCompiler
    let tails: PlanCompiler

    /// Prepares a codec; weights are packed when the first classifier needs them.
    ///
    /// - Parameter codec: The parts.
    /// - Throws: `RuntimeError` when the engine cannot start.
    public init(_ codec: SplitCodec) throws {
        self.codec = codec
        decoders = try PlanCompiler(codec.decoder)
        tails = try PlanCompiler(codec.tail)
    }

    /// Bytes of packed weights that all classifiers share.
    public var packedWeightByteCount: Int {
        decoders.packedWeightByteCount + tails.packedWeightByteCount
    }
}
