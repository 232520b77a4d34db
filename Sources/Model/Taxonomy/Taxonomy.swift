/// Archetype, family, branch, direct relative: which backbones there are and what they are called.
///
/// An immutable value made from an explicit list; nothing registers itself. Look-ups ignore case
/// and punctuation, and an unknown name is an error with the likeliest names, never a guess.
public struct Taxonomy: Sendable {
    /// The families, by archetype in order of first appearance, then as given.
    public let families: [Family]
    /// Every relative: families in order, branches in order, relatives in natural order.
    public let entries: [TaxonomyEntry]

    private let entryByKey: [NameKey: Int]
    private let familyByKey: [NameKey: Int]
    private let relativeSuggester: Suggester
    private let familySuggester: Suggester

    /// A taxonomy of the given families.
    ///
    /// - Throws: ``TaxonomyError`` with code `.duplicateName` when two families, two branches of
    ///   a family or two relatives would answer to one name, `.invalidName` when a name cannot
    ///   be typed or printed safely, `.emptyGroup` when a family or branch has no members.
    public init(_ families: [Family]) throws(TaxonomyError) {
        self.families = try Self.grouped(families)
        entries = Self.entries(of: self.families)
        familyByKey = try Self.indexed(self.families.map { [$0.id] }, kind: "family")
        entryByKey = try Self.indexed(
            entries.map { [$0.relative.name] + $0.relative.aliases },
            kind: "relative"
        )
        familySuggester = Suggester(
            self.families.map { .init(name: $0.id, spellings: [$0.id, $0.displayName]) }
        )
        relativeSuggester = Suggester(
            entries.map {
                .init(
                    name: $0.relative.name,
                    spellings: [$0.relative.name, $0.relative.displayName] + $0.relative.aliases
                )
            }
        )
    }

    /// The archetypes that have families, in order.
    public var archetypes: [Archetype] {
        families.reduce(into: []) { archetypes, family in
            if !archetypes.contains(family.archetype) { archetypes.append(family.archetype) }
        }
    }

    /// The relative that answers to a name or alias.
    ///
    /// - Throws: ``TaxonomyError`` with code `.unknownName` and the likeliest names.
    public func entry(named name: String) throws(TaxonomyError) -> TaxonomyEntry {
        if name.utf8.count <= NameRules.longest, let index = entryByKey[NameKey(name)] {
            return entries[index]
        }
        throw unknown("backbone", name, suggestions: suggestions(for: name))
    }

    /// The family that answers to an identifier.
    ///
    /// - Throws: ``TaxonomyError`` with code `.unknownName` and the likeliest names.
    public func family(named name: String) throws(TaxonomyError) -> Family {
        if name.utf8.count <= NameRules.longest, let index = familyByKey[NameKey(name)] {
            return families[index]
        }
        let close = familySuggester.suggestions(for: name, limit: 3)
        throw unknown("family", name, suggestions: close)
    }

    /// Names of relatives close to a typed one, the likeliest first.
    public func suggestions(for name: String, limit: Int = 5) -> [String] {
        relativeSuggester.suggestions(for: name, limit: max(0, limit))
    }

    /// The relatives whose name or an alias matches a pattern of `*` and `?`.
    ///
    /// Case and punctuation are ignored, as in look-ups; a pattern without `*` and `?` is a name.
    public func entries(matching pattern: String) -> [TaxonomyEntry] {
        guard let wildcard = Wildcard(pattern) else { return [] }
        return entries.filter { entry in
            ([entry.relative.name] + entry.relative.aliases)
                .contains { wildcard.matches(NameKey($0)) }
        }
    }
}
