public import FrankenBundle
public import FrankenCrypto

/// One version of one bundle, as an index describes it.
public struct IndexEntry: Sendable, Hashable {
    /// The bundle's name.
    public let name: BundleName
    /// The bundle's version.
    public let version: BundleVersion
    /// Other names that it answers to.
    public var aliases: [String] = []
    /// Whether the version is taken when none is asked for, rather than the highest one.
    public var isDefault = false
    /// A sentence for people.
    public var summary = ""
    /// The backbone's place in the taxonomy.
    public let taxonomy: BundleTaxonomy
    /// Whether the weights were trained; random ones have sizes and times, and no accuracy.
    public var isTrained = true
    /// The digest of the manifest.
    public let manifest: Digest
    /// Bytes of the manifest.
    public let manifestByteCount: Int
    /// The digest of the encoder's weights, which many bundles share.
    public let encoder: Digest
    /// Bytes of each part, by the name of its role.
    public let sizes: [String: Int]
    /// What was measured, the most important first.
    public var metrics: [BundleMetric] = []
    /// The licences of the parts.
    public let licenses: [BundleLicense]
    /// Where the bundle lies, the best place first.
    public let sources: [IndexSource]

    /// The fields that every entry has; the others are variables.
    public init(
        name: BundleName,
        version: BundleVersion,
        taxonomy: BundleTaxonomy,
        manifest: Digest,
        manifestByteCount: Int,
        encoder: Digest,
        sizes: [String: Int],
        licenses: [BundleLicense],
        sources: [IndexSource]
    ) {
        self.name = name
        self.version = version
        self.taxonomy = taxonomy
        self.manifest = manifest
        self.manifestByteCount = manifestByteCount
        self.encoder = encoder
        self.sizes = sizes
        self.licenses = licenses
        self.sources = sources
    }

    /// Bytes of all parts together.
    ///
    /// No trap: an entry whose sum overflows cannot be read.
    public var byteCount: Int { sizes.values.reduce(0, &+) }

    /// The measurement to show where there is room for one.
    public var headline: BundleMetric? { metrics.first }

    func check() throws(CatalogError) {
        for alias in aliases { _ = try IndexText.name(alias, "An alias") }
        _ = try IndexText.sentence(summary, "A summary")
        try taxonomy.check()
        try IndexText.check(
            (1...4 << 20).contains(manifestByteCount),
            "A manifest has 1 byte to 4 MiB; '\(name)' says \(manifestByteCount)."
        )
        var total = 0
        for (role, size) in sizes.sorted(by: { $0.key < $1.key }) {
            _ = try IndexText.name(role, "A role")
            let (sum, overflow) = total.addingReportingOverflow(size)
            try IndexText.check(
                (0...1 << 40).contains(size) && !overflow,
                "The size of a part is 0 to 2^40 bytes; '\(name)' says \(size) for '\(role)'."
            )
            total = sum
        }
        for metric in metrics { try metric.check() }
        try IndexText.check(!licenses.isEmpty, "'\(name)' states no licence.")
        for license in licenses { try license.check() }
        try IndexText.check(
            (1...16).contains(sources.count),
            "'\(name)' has \(sources.count) sources; 1 to 16 are allowed."
        )
        try IndexText.check(
            aliases.count <= 16 && metrics.count <= 64 && licenses.count <= 32 && sizes.count <= 64,
            "'\(name)' has more aliases, metrics, licences or sizes than an index may list."
        )
    }
}

extension IndexEntry: Codable {
    private enum Key: String, CodingKey {
        case name, version, aliases, summary, taxonomy, training, manifest, manifestSize, encoder
        case sizes, metrics, licenses, sources
        case isDefault = "default"
    }

    private enum Training: String, Codable {
        case trained, untrained
    }

    /// Reads an entry of an index.
    ///
    /// - Throws: The decoder's error, ``CatalogError`` or `BundleError`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            name: try values.decode(BundleName.self, forKey: .name),
            version: try values.decode(BundleVersion.self, forKey: .version),
            taxonomy: try values.decode(BundleTaxonomy.self, forKey: .taxonomy),
            manifest: try values.decode(Digest.self, forKey: .manifest),
            manifestByteCount: try values.decode(Int.self, forKey: .manifestSize),
            encoder: try values.decode(Digest.self, forKey: .encoder),
            sizes: try values.decode([String: Int].self, forKey: .sizes),
            licenses: try values.decode([BundleLicense].self, forKey: .licenses),
            sources: try values.decode([IndexSource].self, forKey: .sources)
        )
        aliases = try values.decodeIfPresent([String].self, forKey: .aliases) ?? []
        summary = try values.decodeIfPresent(String.self, forKey: .summary) ?? ""
        isDefault = try values.decodeIfPresent(Bool.self, forKey: .isDefault) ?? false
        metrics = try values.decodeIfPresent([BundleMetric].self, forKey: .metrics) ?? []
        isTrained = try values.decode(Training.self, forKey: .training) == .trained
        try check()
    }

    /// Writes an entry of an index.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(name, forKey: .name)
        try values.encode(version, forKey: .version)
        if !aliases.isEmpty { try values.encode(aliases, forKey: .aliases) }
        if isDefault { try values.encode(true, forKey: .isDefault) }
        if !summary.isEmpty { try values.encode(summary, forKey: .summary) }
        try values.encode(taxonomy, forKey: .taxonomy)
        try values.encode(isTrained ? Training.trained : .untrained, forKey: .training)
        try values.encode(manifest, forKey: .manifest)
        try values.encode(manifestByteCount, forKey: .manifestSize)
        try values.encode(self.encoder, forKey: .encoder)
        try values.encode(sizes, forKey: .sizes)
        if !metrics.isEmpty { try values.encode(metrics, forKey: .metrics) }
        try values.encode(licenses, forKey: .licenses)
        try values.encode(sources, forKey: .sources)
    }
}
