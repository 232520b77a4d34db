internal import FrankenBundle
internal import FrankenTrust

// What an index asks of the parts that a bundle's description has too.

extension BundleTaxonomy {
    func check() throws(CatalogError) {
        _ = try CatalogText.name(archetype, "An archetype")
        _ = try CatalogText.name(family, "A family")
        _ = try CatalogText.name(relative, "A relative")
    }
}

extension BundleMetric {
    func check() throws(CatalogError) {
        _ = try CatalogText.sentence(dataset, "A data set")
        _ = try CatalogText.sentence(split, "A split")
        try CatalogText.check(
            isPossible,
            "A metric needs n > 0, 0 <= top1 <= top5 <= 1, bytes >= 0."
        )
    }
}

extension BundleLicense {
    func check() throws(CatalogError) {
        _ = try CatalogText.name(component, "A part")
        do throws(TrustError) {
            _ = try LicenseExpression(spdx)
        } catch {
            throw CatalogError(.malformedIndex, error.message)
        }
    }
}
