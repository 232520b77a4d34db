import Foundation
import FrankenBundle
import FrankenCatalog
import FrankenCrypto
import FrankenTrust

/// Indexes that tests share.
enum Sample {
    static let digest = "sha256:" + String(repeating: "ab", count: 32)

    static func entry(
        _ name: String,
        _ version: String = "1.0.0",
        family: String = "swin",
        archetype: String = "vision-transformer",
        digest: String = digest,
        sources: [String] = ["bundles/a.zoo"],
        _ change: (inout IndexEntry) -> Void = { _ in }
    ) throws -> IndexEntry {
        var entry = IndexEntry(
            name: try BundleName(name),
            version: try BundleVersion(version),
            taxonomy: BundleTaxonomy(archetype: archetype, family: family, relative: name),
            manifest: try Digest(oci: digest),
            manifestByteCount: 4000,
            encoder: try Digest(oci: Self.digest),
            sizes: ["encoder": 570_000, "decoder": 1_200_000, "tail": 40_000_000],
            licenses: [BundleLicense(component: "decoder", spdx: "MIT")],
            sources: try sources.map { try IndexSource($0) }
        )
        change(&entry)
        return entry
    }

    static func index(
        _ entries: [IndexEntry],
        unpublished: [UnpublishedBundle] = [],
        version: Int = 3,
        mirrors: [String] = []
    ) throws -> BundleIndex {
        try BundleIndex(
            name: "frankensplit",
            version: version,
            created: Timestamp("2026-11-22T12:00:00Z"),
            expires: Timestamp("2027-11-22T12:00:00Z"),
            mirrors: mirrors.map { try IndexSource($0) },
            entries: entries,
            unpublished: unpublished
        )
    }

    static func unpublished(_ name: String, family: String = "swin") -> UnpublishedBundle {
        UnpublishedBundle(
            name: name,
            taxonomy: BundleTaxonomy(
                archetype: family == "swin" ? "vision-transformer" : "convolutional",
                family: family,
                relative: name
            ),
            missing: [.tail, .decoder]
        )
    }

    static func metric(_ top1: Double, bytes: Double?) -> BundleMetric {
        BundleMetric(dataset: "imagenette", split: "val", n: 100, top1: top1, meanBytes: bytes)
    }

    static func withTrust<Result>(_ body: (TrustStore) throws -> Result) throws -> Result {
        let path = NSTemporaryDirectory() + "zoo-catalog-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(TrustStore(configDirectory: "\(path)/c", stateDirectory: "\(path)/s"))
    }
}
