public import FrankenCodec
public import FrankenGraph

/// A codec as it would be used: what the device holds, and the decoder.
public struct TrainingProduct: Sendable {
    /// Network, tables and preprocessing.
    public let encoder: EncoderPackage
    /// Latents to features.
    public let decoder: Model

    /// Both halves.
    public init(encoder: EncoderPackage, decoder: Model) {
        self.encoder = encoder
        self.decoder = decoder
    }
}
