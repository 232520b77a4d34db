public import FrankenCrypto

/// What a bundle says about itself: its `zoo.json`.
///
/// The values are plain; what they must be is checked when a description is read or written, so a
/// description that was read has been checked. The format is described in `Zoo/formats/bundle.md`.
public struct BundleDescription: Sendable, Hashable {
    /// The longest description that is read, in bytes.
    public static let largestByteCount = 4 << 20
    /// The schema that this build writes; it reads every `zoo.bundle/1`.
    public static let schema = "zoo.bundle/1"

    /// Whether weights mean anything.
    public enum Training: String, Sendable, Hashable, Codable, CaseIterable {
        /// Random weights: right sizes and times, no accuracy.
        case untrained
        /// Weights that were trained.
        case trained
    }

    /// The backbone's name.
    public var name: BundleName
    /// The bundle's version.
    public var version: BundleVersion
    /// One line for lists.
    public var summary: String?
    /// Whether the weights mean anything.
    public var training: Training
    /// The backbone's place in the tree.
    public var taxonomy: BundleTaxonomy
    /// What a program must have to run the bundle.
    public var runtime: BundleRuntime
    /// The encoder.
    public var encoder: BundleEncoder
    /// The decoder.
    public var decoder: BundleDecoder
    /// The rest of the backbone.
    public var tail: BundleTail
    /// What was measured.
    public var metrics: [BundleMetric]
    /// Inputs and the outputs they must give.
    public var conformance: BundleConformance?
    /// Where the weights come from.
    public var lineage: BundleLineage
    /// The digests of the pieces of large blobs, by the blob's digest.
    public var segments: [Digest: BlobSegments]
    /// The licences of the parts.
    public var licenses: [BundleLicense]

    /// All fields.
    public init(
        name: BundleName,
        version: BundleVersion,
        summary: String? = nil,
        training: Training,
        taxonomy: BundleTaxonomy,
        runtime: BundleRuntime,
        encoder: BundleEncoder,
        decoder: BundleDecoder,
        tail: BundleTail,
        metrics: [BundleMetric] = [],
        conformance: BundleConformance? = nil,
        lineage: BundleLineage = BundleLineage(),
        segments: [Digest: BlobSegments] = [:],
        licenses: [BundleLicense] = []
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.training = training
        self.taxonomy = taxonomy
        self.runtime = runtime
        self.encoder = encoder
        self.decoder = decoder
        self.tail = tail
        self.metrics = metrics
        self.conformance = conformance
        self.lineage = lineage
        self.segments = segments
        self.licenses = licenses
    }

    /// `name:version`.
    public var label: String { "\(name):\(version)" }
}
