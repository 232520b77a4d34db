internal import FrankenBundle

/// What `zoo pack` is told about a result: `bundle.json`, schema `zoo.pack/1`.
struct PackNote: Encodable {
    static let fileName = "bundle.json"

    let schema = "zoo.pack/1"
    let name: String
    let version = "1.0.0"
    let summary: String
    let training = "trained"
    let metrics: [BundleMetric]
    let lineage: BundleLineage
    let upstream: UpstreamWeights?
    let licenses: [BundleLicense]
}
