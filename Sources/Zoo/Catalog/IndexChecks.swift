internal import FrankenBundle
internal import FrankenTrust

// What an index asks of the parts that a bundle's description has too.

extension BundleTaxonomy {
    func check() throws(CatalogError) {
        _ = try IndexText.name(archetype, "An archetype")
        _ = try IndexText.name(family, "A family")
        _ = try IndexText.name(relative, "A relative")
    }
}

extension BundleMetric {
    func check() throws(CatalogError) {
        _ = try IndexText.sentence(dataset, "A data set")
        _ = try IndexText.sentence(split, "A split")
        try IndexText.check(
            isPossible,
            "A metric needs n > 0, 0 <= top1 <= top5 <= 1, bytes >= 0."
        )
    }
}

extension BundleLicense {
    func check() throws(CatalogError) {
        _ = try IndexText.name(component, "A part")
        do throws(TrustError) {
            _ = try LicenseExpression(spdx)
        } catch {
            throw CatalogError(.malformedIndex, error.message)
        }
    }
}
