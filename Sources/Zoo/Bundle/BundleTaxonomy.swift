/// A backbone's place in the tree of backbones.
public struct BundleTaxonomy: Sendable, Hashable, Codable {
    /// The archetype, such as `transformer`.
    public var archetype: String
    /// The family, such as `swin`.
    public var family: String
    /// The relative, such as `swin-b`.
    public var relative: String

    /// All fields.
    public init(archetype: String, family: String, relative: String) {
        self.archetype = archetype
        self.family = family
        self.relative = relative
    }
}
