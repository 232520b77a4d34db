/// A backbone's place in the taxonomy.
public struct CatalogTaxonomy: Sendable, Hashable, Codable {
    /// The archetype, for example `vision-transformer`.
    public let archetype: String
    /// The family, for example `swin`.
    public let family: String
    /// The relative: the backbone, for example `swin-b`.
    public let relative: String

    /// All fields.
    public init(archetype: String, family: String, relative: String) {
        self.archetype = archetype
        self.family = family
        self.relative = relative
    }

    func check() throws(CatalogError) {
        _ = try CatalogText.name(archetype, "An archetype")
        _ = try CatalogText.name(family, "A family")
        _ = try CatalogText.name(relative, "A relative")
    }
}

/// What was measured with a bundle.
public struct CatalogMetric: Sendable, Hashable, Codable {
    /// The data set, for example `imagenette2-224`.
    public let dataset: String
    /// The part of it, for example `val`.
    public let split: String
    /// Images.
    public let n: Int
    /// The share of images whose first answer is right, 0 to 1.
    public let top1: Double
    /// The share of images that have the right answer among five, 0 to 1.
    public let top5: Double?
    /// Bytes on the wire for an image, on average.
    public let meanBytes: Double?

    /// All fields.
    public init(
        dataset: String,
        split: String,
        n: Int,
        top1: Double,
        top5: Double? = nil,
        meanBytes: Double? = nil
    ) {
        self.dataset = dataset
        self.split = split
        self.n = n
        self.top1 = top1
        self.top5 = top5
        self.meanBytes = meanBytes
    }

    func check() throws(CatalogError) {
        _ = try CatalogText.sentence(dataset, "A data set")
        _ = try CatalogText.sentence(split, "A split")
        let isPossible =
            n > 0 && (0...1).contains(top1) && (top1...1).contains(top5 ?? 1)
            && (meanBytes ?? 0) >= 0
        try CatalogText.check(
            isPossible,
            "A metric needs n > 0, 0 <= top1 <= top5 <= 1, bytes >= 0."
        )
    }
}

/// The licence of a part of a bundle.
public struct CatalogLicense: Sendable, Hashable, Codable {
    /// The part, for example `decoder` or `tail`.
    public let component: String
    /// An SPDX expression.
    public let spdx: String

    /// All fields.
    public init(component: String, spdx: String) {
        self.component = component
        self.spdx = spdx
    }
}
