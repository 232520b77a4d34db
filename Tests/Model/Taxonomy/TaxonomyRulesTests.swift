import FrankenTaxonomy
import Testing

@Suite("What a taxonomy refuses")
struct TaxonomyRulesTests {
    typealias Small = SmallTaxonomy

    private func code(of families: [Family]) throws -> TaxonomyError.Code {
        try #require(throws: TaxonomyError.self) { try Taxonomy(families) }.code
    }

    @Test("Two relatives that answer to one name, also across families and through aliases")
    func duplicateRelatives() throws {
        let one = Small.relative("a50", "A")
        #expect(try code(of: [Small.family("f", [one, one])]) == .duplicateName)
        #expect(
            try code(of: [
                Small.family("f", [one]), Small.family("g", [Small.relative("A-5-0", "B")]),
            ])
                == .duplicateName
        )
        #expect(
            try code(of: [Small.family("f", [one, Small.relative("b", "B", aliases: ["A_50"])])])
                == .duplicateName
        )
        let error = try #require(throws: TaxonomyError.self) {
            try Taxonomy([Small.family("f", [one, Small.relative("b", "B", aliases: ["A_50"])])])
        }
        #expect(error.description.contains("a50") && error.description.contains("relative b"))
    }

    @Test("Two families, two branches, one archetype under two names")
    func duplicateGroups() throws {
        let family = Small.family("f", [Small.relative("a", "A")])
        #expect(
            try code(of: [family, Small.family("F", [Small.relative("b", "B")])]) == .duplicateName
        )
        let branch = Family.Branch(
            id: "x",
            displayName: "X",
            relatives: [Small.relative("a", "A")]
        )
        let twice = Family.Branch(
            id: "X",
            displayName: "Y",
            relatives: [Small.relative("b", "B")]
        )
        #expect(
            try code(of: [
                Family(
                    id: "f",
                    displayName: "F",
                    archetype: .convolutional,
                    branches: [branch, twice]
                )
            ]) == .duplicateName
        )
        let renamed = Family(
            id: "g",
            displayName: "G",
            archetype: Archetype(id: "convolutional", displayName: "Konvolutional"),
            branches: [
                Family.Branch(id: "g", displayName: "G", relatives: [Small.relative("b", "B")])
            ]
        )
        #expect(try code(of: [family, renamed]) == .duplicateName)
    }

    @Test("An alias that only repeats its own name is harmless")
    func ownAlias() throws {
        let taxonomy = try Taxonomy([
            Small.family("f", [Small.relative("a50", "A", aliases: ["A-50", "a_50"])])
        ])
        #expect(try taxonomy.entry(named: "A50").relative.name == "a50")
    }

    @Test(
        "Names that cannot be typed or printed safely",
        arguments: [
            "", "50", "-rf", "../x", "a/b", "a b", "é", "a\n", "a\u{1B}[2J", "a\u{202E}b", "a\0b",
            String(repeating: "a", count: 97),
        ]
    )
    func invalidNames(name: String) throws {
        #expect(try code(of: [Small.family("f", [Small.relative(name, "A")])]) == .invalidName)
        #expect(try code(of: [Small.family(name, [Small.relative("a", "A")])]) == .invalidName)
        #expect(
            try code(of: [Small.family("f", [Small.relative("a", "A", aliases: [name])])])
                == .invalidName
        )
    }

    @Test(
        "Display names with control or invisible characters",
        arguments: ["", "A\nB", "A\u{1B}[2J", "A\u{202E}B", "A\u{200B}"]
    )
    func invalidDisplayNames(name: String) throws {
        #expect(try code(of: [Small.family("f", [Small.relative("a", name)])]) == .invalidName)
    }

    @Test("Groups without members")
    func emptyGroups() throws {
        #expect(try code(of: [Small.family("f", [])]) == .emptyGroup)
        #expect(
            try code(of: [
                Family(id: "f", displayName: "F", archetype: .convolutional, branches: [])
            ]) == .emptyGroup
        )
    }

    @Test("An empty taxonomy is a value that knows nobody")
    func empty() throws {
        let taxonomy = try Taxonomy([])
        let error = try #require(throws: TaxonomyError.self) {
            try taxonomy.entry(named: "resnet50")
        }
        #expect(error.description.contains("empty"))
    }
}
