public import FrankenCodec
public import FrankenCrypto
internal import FrankenGraph
public import FrankenInference

/// A learned codec and the backbone that it serves, to be measured.
public struct SplitCodec: Sendable {
    /// What people call this codec at this setting.
    public let name: String
    /// The line of a chart that it belongs to: codecs of one kind at several settings.
    public let method: String
    /// The lambda that it was trained with, where that is known.
    public let setting: Double?
    /// The backbone behind it, as the taxonomy calls it.
    public let backbone: String
    /// What identifies encoder, decoder and tail together.
    public let digest: Digest
    /// The encoder, its tables and its preprocessing.
    public let encoder: EncoderPackage
    /// Decoder, tail and labels.
    public let parts: SplitBackbone

    /// A codec.
    ///
    /// - Parameters:
    ///   - name: What people call this codec at this setting.
    ///   - method: The line of a chart that it belongs to.
    ///   - setting: The lambda that it was trained with, where that is known.
    ///   - backbone: The backbone behind it, as the taxonomy calls it.
    ///   - digest: What identifies encoder, decoder and tail together.
    ///   - encoder: The encoder, its tables and its preprocessing.
    ///   - parts: Decoder, tail and labels.
    public init(
        name: String,
        method: String,
        setting: Double?,
        backbone: String,
        digest: Digest,
        encoder: EncoderPackage,
        parts: SplitBackbone
    ) {
        self.name = name
        self.method = method
        self.setting = setting
        self.backbone = backbone
        self.digest = digest
        self.encoder = encoder
        self.parts = parts
    }

    /// How many classes the tail tells apart: the rows of its last layer.
    public var classCount: Int { parts.tail.graph.parameters.last?.shape.first ?? 0 }
}
