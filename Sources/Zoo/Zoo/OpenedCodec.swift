public import FrankenCodec
public import FrankenCrypto
public import FrankenInference

/// Encoder, decoder and tail from wherever they lie: installed, in a bundle file, or in the folder
/// that a training wrote.
public struct OpenedCodec: Sendable {
    /// What the bundle or the folder is called.
    public let name: String
    /// The backbone in the taxonomy.
    public let backbone: String
    /// What identifies encoder, decoder and tail together.
    public let digest: Digest
    /// The encoder, its tables and its preprocessing.
    public let encoder: EncoderPackage
    /// Decoder, tail and labels.
    public let parts: SplitBackbone
}
