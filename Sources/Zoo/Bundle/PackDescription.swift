internal import FrankenBytes

/// What a person, or a trainer, says about a bundle that is to be packed: `bundle.json`.
///
/// Everything that can be computed from the files is left out: digests, parameters, ops.
///
/// ```json
/// {"schema": "zoo.pack/1", "name": "resnet50", "version": "1.0.0", "training": "trained",
///  "licenses": [{"component": "decoder", "spdx": "Apache-2.0"}]}
/// ```
public struct PackDescription: Sendable, Hashable {
    /// The schema of the file.
    public static let schema = "zoo.pack/1"
    /// The file's name in the folder to pack.
    public static let fileName = "bundle.json"

    /// What people install.
    public var name: BundleName
    /// The bundle's version.
    public var version: BundleVersion
    /// The backbone in the taxonomy; the name where it is left out.
    public var backbone: String?
    /// One line for lists.
    public var summary: String?
    /// Whether the weights mean anything.
    public var training: BundleDescription.Training
    /// What was measured.
    public var metrics: [BundleMetric]
    /// Where the weights come from.
    public var lineage: BundleLineage
    /// Where the tail's weights come from, when people fetch them themselves.
    public var upstream: UpstreamWeights?
    /// The licences of the parts; at least one.
    public var licenses: [BundleLicense]

    /// All fields.
    public init(
        name: BundleName,
        version: BundleVersion,
        backbone: String? = nil,
        summary: String? = nil,
        training: BundleDescription.Training,
        metrics: [BundleMetric] = [],
        lineage: BundleLineage = BundleLineage(),
        upstream: UpstreamWeights? = nil,
        licenses: [BundleLicense]
    ) {
        self.name = name
        self.version = version
        self.backbone = backbone
        self.summary = summary
        self.training = training
        self.metrics = metrics
        self.lineage = lineage
        self.upstream = upstream
        self.licenses = licenses
    }

    /// Reads `bundle.json`, in which a field nobody knows is a mistake.
    ///
    /// - Parameter bytes: The whole file.
    /// - Throws: ``BundleError`` with code `.malformedDescription`, with line and column.
    public init(bytes: [UInt8]) throws(BundleError) {
        do {
            let limits = JSONParser.Limits(depth: 16, byteCount: 1 << 20, valueCount: 50_000)
            self = try StrictJSONDecoder(limits: limits).decode(from: bytes)
        } catch {
            throw BundleError(.malformedDescription, "\(Self.fileName): \(error)")
        }
        try check()
    }

    private func check() throws(BundleError) {
        guard licenses.isEmpty else { return }
        throw BundleError(
            .malformedDescription,
            "\(Self.fileName): expected at least one licence, found none. Write for example "
                + #"{"component": "decoder", "spdx": "Apache-2.0"}."#
        )
    }

    /// The bytes of `bundle.json`.
    ///
    /// - Returns: Pretty JSON that ``init(bytes:)`` reads.
    /// - Throws: ``BundleError`` with code `.malformedDescription` for one without a licence, or
    ///   for text that JSON cannot hold.
    public func bytes() throws(BundleError) -> [UInt8] {
        try check()
        do {
            return try StableJSONEncoder(.pretty).encode(self)
        } catch {
            throw BundleError(.malformedDescription, "\(Self.fileName): \(error)")
        }
    }
}

extension PackDescription {
    /// What `bundle.json` said when a bundle was packed.
    public init(_ description: BundleDescription) {
        self.init(
            name: description.name,
            version: description.version,
            backbone: description.taxonomy.relative,
            summary: description.summary,
            training: description.training,
            metrics: description.metrics,
            lineage: description.lineage,
            upstream: description.tail.upstream,
            licenses: description.licenses
        )
    }
}

extension PackDescription: Codable {
    private enum Key: String, CodingKey {
        case schema, name, version, backbone, summary, training, metrics, lineage, upstream
        case licenses
    }

    /// Reads the fields.
    ///
    /// - Throws: The decoder's error, or ``BundleError`` for another schema.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let schema = try values.decode(String.self, forKey: .schema)
        guard schema == Self.schema else {
            throw BundleError(
                .malformedDescription,
                "expected the schema '\(Self.schema)', found '\(schema.prefix(40))'."
            )
        }
        self.init(
            name: try values.decode(BundleName.self, forKey: .name),
            version: try values.decode(BundleVersion.self, forKey: .version),
            backbone: try values.decodeIfPresent(String.self, forKey: .backbone),
            summary: try values.decodeIfPresent(String.self, forKey: .summary),
            training: try values.decode(BundleDescription.Training.self, forKey: .training),
            metrics: try values.decodeIfPresent([BundleMetric].self, forKey: .metrics) ?? [],
            lineage: try values.decodeIfPresent(BundleLineage.self, forKey: .lineage)
                ?? BundleLineage(),
            upstream: try values.decodeIfPresent(UpstreamWeights.self, forKey: .upstream),
            licenses: try values.decode([BundleLicense].self, forKey: .licenses)
        )
    }

    /// Writes the fields.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(name, forKey: .name)
        try values.encode(version, forKey: .version)
        try values.encodeIfPresent(backbone, forKey: .backbone)
        try values.encodeIfPresent(summary, forKey: .summary)
        try values.encode(training, forKey: .training)
        if !metrics.isEmpty { try values.encode(metrics, forKey: .metrics) }
        if lineage != BundleLineage() { try values.encode(lineage, forKey: .lineage) }
        try values.encodeIfPresent(upstream, forKey: .upstream)
        try values.encode(licenses, forKey: .licenses)
    }
}
