internal import FrankenBytes
internal import FrankenCrypto

extension BundleDescription {
    /// Only what must be known before anything else is read.
    private struct Header: Decodable {
        let schema: String
    }

    /// Reads a description that nobody vouches for; fields it does not know are ignored.
    ///
    /// - Parameter bytes: The whole `zoo.json`.
    /// - Throws: ``BundleError`` with code `.unsupportedVersion` for another major version of the
    ///   schema, `.malformedDescription` for everything else.
    public init(bytes: [UInt8]) throws(BundleError) {
        let limits = JSONParser.Limits(
            depth: 16,
            byteCount: Self.largestByteCount,
            valueCount: 200_000
        )
        var decoder = StrictJSONDecoder(limits: limits)
        decoder.unknownFields = .ignored
        let header = try BundleError.reading(.malformedDescription, "zoo.json") {
            try decoder.decode(Header.self, from: bytes)
        }
        try Self.check(schema: header.schema)
        self = try BundleError.reading(.malformedDescription, "zoo.json") {
            // Unknown fields too: a program that prints the whole document prints them.
            let value = try JSONParser(limits: limits).parse(bytes)
            if let text = BundleText.firstUnprintable(in: value) {
                throw BundleError(
                    .malformedDescription,
                    "expected text of one line and at most \(BundleText.longest) bytes, found "
                        + "\(BundleText.quoted(text))."
                )
            }
            return try decoder.decode(Self.self, from: bytes)
        }
        try check()
    }

    /// The content of `zoo.json`: the same bytes for equal descriptions.
    ///
    /// - Throws: ``BundleError`` with code `.malformedDescription` for what could not be read back.
    public func bytes() throws(BundleError) -> [UInt8] {
        let bytes = try BundleError.reading(.malformedDescription, "zoo.json") {
            try StableJSONEncoder(.pretty).encode(self)
        }
        _ = try BundleDescription(bytes: bytes)
        return bytes
    }

    private static func check(schema found: String) throws(BundleError) {
        let parts = found.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "zoo.bundle", let version = parts.last,
            let major = version.split(separator: ".", omittingEmptySubsequences: false).first,
            let number = Int(major)
        else {
            throw BundleError(
                .malformedDescription,
                "zoo.json: expected the schema '\(schema)', found \(BundleText.quoted(found))."
            )
        }
        guard number == 1 else {
            throw BundleError(
                .unsupportedVersion,
                "zoo.json: expected the schema '\(schema)', found \(BundleText.quoted(found)). "
                    + "A newer zoo wrote the bundle: update this one."
            )
        }
    }

    /// What the types alone do not say.
    private func check() throws(BundleError) {
        func require(_ holds: Bool, _ message: @autoclosure () -> String) throws(BundleError) {
            guard holds else {
                throw BundleError(.malformedDescription, "zoo.json: expected \(message())")
            }
        }
        let counts = [
            encoder.parameters, encoder.byteCount, decoder.parameters, tail.parameters ?? 0,
            tail.upstream?.size ?? 0, conformance?.cases ?? 0,
        ]
        try require(counts.allSatisfy { $0 >= 0 }, "counts that are not negative.")
        try require(
            encoder.latent.channels > 0 && encoder.latent.stride > 0 && tail.classes > 0,
            "channels, stride and classes of at least 1."
        )
        try require(
            tail.upstream.map { !$0.urls.isEmpty } ?? true,
            "at least one URL where the tail's weights are."
        )
        try require(
            conformance.map { $0.tolerance >= 0 && $0.tolerance.isFinite } ?? true,
            "a tolerance of at least 0."
        )
        try require(metrics.count <= 1000 && licenses.count <= 1000, "at most 1000 of a list.")
        for metric in metrics {
            try require(metric.isPossible, "metrics that can be, found \(metric.dataset).")
        }
        for (digest, segments) in segments.sorted(by: { $0.key < $1.key }) {
            try require(
                segments.size > 0 && !segments.digests.isEmpty,
                "segments of at least one byte of the blob \(digest)."
            )
        }
    }
}

extension BundleDescription: Codable {
    private enum Key: String, CodingKey {
        case schema, name, version, summary, training, taxonomy, runtime, encoder, decoder, tail
        case metrics, conformance, lineage, segments, licenses
    }

    /// Reads the fields; ``init(bytes:)`` also checks them.
    ///
    /// - Throws: The decoder's error, ``BundleError`` or `CryptoError`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        try Self.check(schema: values.decode(String.self, forKey: .schema))
        var segments: [Digest: BlobSegments] = [:]
        let named = try values.decodeIfPresent([String: BlobSegments].self, forKey: .segments)
        for (name, blob) in (named ?? [:]).sorted(by: { $0.key < $1.key }) {
            segments[try Digest(oci: name)] = blob
        }
        self.init(
            name: try values.decode(BundleName.self, forKey: .name),
            version: try values.decode(BundleVersion.self, forKey: .version),
            summary: try values.decodeIfPresent(String.self, forKey: .summary),
            training: try values.decode(Training.self, forKey: .training),
            taxonomy: try values.decode(BundleTaxonomy.self, forKey: .taxonomy),
            runtime: try values.decode(BundleRuntime.self, forKey: .runtime),
            encoder: try values.decode(BundleEncoder.self, forKey: .encoder),
            decoder: try values.decode(BundleDecoder.self, forKey: .decoder),
            tail: try values.decode(BundleTail.self, forKey: .tail),
            metrics: try values.decodeIfPresent([BundleMetric].self, forKey: .metrics) ?? [],
            conformance: try values.decodeIfPresent(BundleConformance.self, forKey: .conformance),
            lineage: try values.decodeIfPresent(BundleLineage.self, forKey: .lineage)
                ?? BundleLineage(),
            segments: segments,
            licenses: try values.decodeIfPresent([BundleLicense].self, forKey: .licenses) ?? []
        )
    }

    /// Writes the content of `zoo.json`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(name, forKey: .name)
        try values.encode(version, forKey: .version)
        try values.encodeIfPresent(summary, forKey: .summary)
        try values.encode(training, forKey: .training)
        try values.encode(taxonomy, forKey: .taxonomy)
        try values.encode(runtime, forKey: .runtime)
        try values.encode(self.encoder, forKey: .encoder)
        try values.encode(decoder, forKey: .decoder)
        try values.encode(tail, forKey: .tail)
        try values.encode(metrics, forKey: .metrics)
        try values.encodeIfPresent(conformance, forKey: .conformance)
        try values.encode(lineage, forKey: .lineage)
        let named = Dictionary(uniqueKeysWithValues: segments.map { ("\($0.key)", $0.value) })
        if !named.isEmpty { try values.encode(named, forKey: .segments) }
        try values.encode(licenses, forKey: .licenses)
    }
}
