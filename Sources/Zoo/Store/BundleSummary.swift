public import FrankenCrypto

/// What a listing shows of a bundle beyond its name and sizes, so that it need not be opened.
///
/// Whoever installs a bundle takes these from its `zoo.json`; the store keeps them in the receipt
/// and understands none of them.
public struct BundleSummary: Sendable, Hashable, Codable {
    /// The archetype's identifier, such as `convolutional`; empty when unknown.
    public var archetype: String
    /// The family's identifier, such as `resnet`; empty when unknown.
    public var family: String
    /// What the metrics were measured on; empty when nothing was.
    public var dataset: String
    /// SPDX expression of the bundle's licences.
    public var license: String
    /// Top-1 accuracy, 0 to 1.
    public var top1: Double?
    /// Mean bytes of a bitstream.
    public var wireBytes: Double?
    /// The digest of the encoder's weights.
    public var encoder: Digest?
    /// Anything else that the caller wants back as it was: at most 4096 bytes.
    public var note: String

    /// All fields.
    public init(
        archetype: String = "",
        family: String = "",
        dataset: String = "",
        license: String = "",
        top1: Double? = nil,
        wireBytes: Double? = nil,
        encoder: Digest? = nil,
        note: String = ""
    ) {
        self.archetype = archetype
        self.family = family
        self.dataset = dataset
        self.license = license
        self.top1 = top1
        self.wireBytes = wireBytes
        self.encoder = encoder
        self.note = note
    }
}
