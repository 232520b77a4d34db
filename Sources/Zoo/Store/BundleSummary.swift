public import FrankenCrypto

/// What a listing shows of a bundle beyond its name and sizes, so that it need not be opened.
///
/// Whoever installs a bundle takes these from its `zoo.json`; the store keeps them in the receipt
/// and understands none of them.
public struct BundleSummary: Sendable, Hashable {
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
    /// The digest of the tail's weights, of a bundle that may not carry them.
    public var upstreamTail: Digest?

    /// All fields.
    public init(
        archetype: String = "",
        family: String = "",
        dataset: String = "",
        license: String = "",
        top1: Double? = nil,
        wireBytes: Double? = nil,
        encoder: Digest? = nil,
        upstreamTail: Digest? = nil
    ) {
        self.archetype = archetype
        self.family = family
        self.dataset = dataset
        self.license = license
        self.top1 = top1
        self.wireBytes = wireBytes
        self.encoder = encoder
        self.upstreamTail = upstreamTail
    }
}

extension BundleSummary: Codable {
    private enum CodingKeys: String, CodingKey {
        case archetype, family, dataset, license, top1, wireBytes, encoder, upstreamTail
    }

    /// Reads the summary of a receipt.
    ///
    /// - Throws: The decoder's error.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            archetype: try values.decode(String.self, forKey: .archetype),
            family: try values.decode(String.self, forKey: .family),
            dataset: try values.decode(String.self, forKey: .dataset),
            license: try values.decode(String.self, forKey: .license),
            top1: try values.decodeIfPresent(Double.self, forKey: .top1),
            wireBytes: try values.decodeIfPresent(Double.self, forKey: .wireBytes),
            encoder: try values.decodeIfPresent(Digest.self, forKey: .encoder),
            upstreamTail: try values.decodeIfPresent(Digest.self, forKey: .upstreamTail)
                ?? OlderNote(from: decoder).tail
        )
    }
}
