internal import FrankenBundle
internal import FrankenTrust

/// Which bundles of an index a person wants to see.
public struct CatalogFilter: Sendable, Hashable {
    /// The family, for example `swin`.
    public var family: String?
    /// The archetype, for example `convolutional`.
    public var archetype: String?
    /// The most bytes on the wire for an image, on average.
    public var largestMeanByteCount: Double?
    /// The smallest share of right first answers, 0 to 1.
    public var smallestTop1: Double?
    /// SPDX identifiers that may appear; `nil` for all.
    public var licenses: Set<String>?
    /// Whether only trained bundles count.
    public var isTrained = false

    /// Everything.
    public init() {}

    /// Whether only published bundles can match: others have no figures and no licence.
    public var needsFigures: Bool {
        largestMeanByteCount != nil || smallestTop1 != nil || licenses != nil || isTrained
    }

    /// Whether a bundle matches; both figures must hold in one and the same measurement.
    public func matches(_ entry: IndexEntry) -> Bool {
        guard matches(entry.taxonomy), entry.isTrained || !isTrained else { return false }
        if let licenses {
            let areAllowed = entry.licenses.allSatisfy { license in
                (try? LicenseExpression(license.spdx))?.isSatisfied(by: licenses) == true
            }
            guard areAllowed else { return false }
        }
        guard largestMeanByteCount != nil || smallestTop1 != nil else { return true }
        return entry.metrics.contains { metric in
            guard metric.top1 >= smallestTop1 ?? 0 else { return false }
            guard let largestMeanByteCount else { return true }
            return metric.meanBytes.map { $0 <= largestMeanByteCount } ?? false
        }
    }

    /// Whether a bundle that nobody published matches.
    public func matches(_ bundle: UnpublishedBundle) -> Bool {
        !needsFigures && matches(bundle.taxonomy)
    }

    private func matches(_ taxonomy: BundleTaxonomy) -> Bool {
        (family.map { Self.isSame($0, taxonomy.family) } ?? true)
            && (archetype.map { Self.isSame($0, taxonomy.archetype) } ?? true)
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.lowercased() == right.lowercased()
    }
}
