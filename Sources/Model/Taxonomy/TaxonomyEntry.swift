/// A relative together with its place in the taxonomy.
public struct TaxonomyEntry: Sendable, Hashable {
    /// The relative.
    public let relative: Relative
    /// The family it belongs to.
    public let family: Family
    /// The index of its branch in ``Family/branches``.
    let branchIndex: Int

    /// The line of direct relatives it belongs to.
    public var branch: Family.Branch { family.branches[branchIndex] }
    /// Its main inductive bias.
    public var archetype: Archetype { family.archetype }
    /// The relatives it shares an architecture with, itself left out.
    public var directRelatives: [Relative] {
        branch.relatives.filter { $0.name != relative.name }
    }
}
