internal import FrankenBlueprint
internal import FrankenCodec
package import FrankenEntropy
internal import FrankenGraph
package import FrankenInference

/// A codec as files have it, and what is known of it only while it is trained.
package struct TrainedCodec: Sendable {
    /// What the device and the server hold.
    package let codec: SplitCodec
    /// What the tables were made from; nil for an encoder that was trained elsewhere.
    package let prior: FactorizedPrior?

    /// The same with the server's weights as they will be stored.
    ///
    /// - Parameters:
    ///   - storage: The number format.
    ///   - keepsTail: Whether the tail stays as it is, because a bundle names its exact bytes.
    /// - Returns: What readers will see.
    /// - Throws: `WeightsError`, or `InferenceError` for parts that do not fit.
    func stored(as storage: WeightStorage, keepsTail: Bool) throws -> TrainedCodec {
        TrainedCodec(
            codec: try SplitCodec(
                codec.description,
                encoder: codec.encoder,
                decoder: codec.decoder.stored(as: storage),
                tail: keepsTail ? codec.tail : codec.tail.stored(as: storage),
                labels: codec.labels
            ),
            prior: prior
        )
    }
}
