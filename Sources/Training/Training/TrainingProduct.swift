public import FrankenCodec
public import FrankenEntropy
public import FrankenGraph

/// A codec as it would be used: what the device holds, and what the server does.
public struct TrainingProduct: Sendable {
    /// Network, tables and preprocessing.
    public let encoder: EncoderPackage
    /// Latents to features.
    public let decoder: Model
    /// Features to logits; the backbone's own.
    public let tail: Model
    /// What the tables were made from; nil for an encoder that was trained elsewhere.
    public let prior: FactorizedPrior?

    /// All parts.
    public init(
        encoder: EncoderPackage,
        decoder: Model,
        tail: Model,
        prior: FactorizedPrior? = nil
    ) {
        self.encoder = encoder
        self.decoder = decoder
        self.tail = tail
        self.prior = prior
    }

    /// The same with the server's weights as they will be stored.
    ///
    /// - Parameters:
    ///   - storage: The number format.
    ///   - keepsTail: Whether the tail stays as it is, because a bundle names its exact bytes.
    /// - Returns: What readers will see.
    /// - Throws: `WeightsError`.
    func stored(as storage: WeightStorage, keepsTail: Bool) throws -> TrainingProduct {
        TrainingProduct(
            encoder: encoder,
            decoder: try decoder.stored(as: storage),
            tail: keepsTail ? tail : try tail.stored(as: storage),
            prior: prior
        )
    }
}
