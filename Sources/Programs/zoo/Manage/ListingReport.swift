import FrankenCrypto
import FrankenTaxonomy
import FrankenTransport
import FrankenZoo

/// `zoo list --json`.
struct ListingReport: Encodable {
    struct Backbone: Encodable {
        let name: String
        let displayName: String
        let aliases: [String]
        let archetype: String
        let family: String
        let branch: String
        let parameterCount: Int?
        let multiplyAccumulates: Int?
    }

    struct Taxonomy: Encodable {
        let archetype: String
        let family: String
    }

    struct Bundle: Encodable {
        let reference: String
        let name: String
        let version: String
        let state: ListedBundle.State
        let taxonomy: Taxonomy
        let digest: Digest?
        let encoder: Digest?
        let bytes: Int
        let ownBytes: Int
        let wireBytes: Double?
        let top1: Double?
        let dataset: String
        let license: String
        let source: String
        let pinned: Bool
    }

    struct Partial: Encodable {
        let name: String
        let bytes: Int
    }

    let schema = "zoo.list/1"
    let backbones: [Backbone]
    let bundles: [Bundle]
    let partials: [Partial]
    let storeBytes: Int
    let unsharedBytes: Int
    let problems: [String]

    init(
        _ entries: [TaxonomyEntry],
        _ bundles: [ListedBundle],
        _ listing: ZooListing,
        _ partials: [PartialDownload]
    ) {
        backbones = entries.map {
            Backbone(
                name: $0.relative.name,
                displayName: $0.relative.displayName,
                aliases: $0.relative.aliases,
                archetype: $0.archetype.id,
                family: $0.family.id,
                branch: $0.branch.id,
                parameterCount: $0.relative.parameterCount,
                multiplyAccumulates: $0.relative.multiplyAccumulateCount
            )
        }
        self.bundles = bundles.map {
            Bundle(
                reference: $0.reference,
                name: $0.name,
                version: $0.version,
                state: $0.state,
                taxonomy: Taxonomy(archetype: $0.archetype, family: $0.family),
                digest: $0.manifest,
                encoder: $0.encoder,
                bytes: $0.byteCount,
                ownBytes: $0.ownByteCount,
                wireBytes: $0.wireByteCount,
                top1: $0.top1,
                dataset: $0.dataset,
                license: $0.license,
                source: $0.source,
                pinned: $0.isPinned
            )
        }
        self.partials = partials.map { Partial(name: $0.name, bytes: $0.byteCount) }
        storeBytes = listing.byteCount
        unsharedBytes = listing.unsharedByteCount
        problems = listing.problems
    }
}
