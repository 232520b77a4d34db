import FrankenBlueprint
import FrankenGraph
import FrankenImage
import FrankenTaxonomy
import FrankenWeights
import Testing

@Suite("The registry of families and files")
struct RegistryTests {
    let families: [any BackboneFamily] = [LadderFamily()]

    private func error(
        _ families: [any BackboneFamily],
        _ files: [BlueprintSource]
    ) throws -> BlueprintError {
        try #require(throws: BlueprintError.self) {
            try BlueprintRegistry(families: families, files: files)
        }
    }

    /// A file of one relative more, as a user would write it.
    private func addition(replacing old: String = "", with new: String = "") -> BlueprintSource {
        var text = LadderFile.text
        for (word, other) in [("ladder2", "tall2"), ("ladder3", "tall3"), ("steps2", "high2")] {
            text = text.replacing("\"\(word)\"", with: "\"\(other)\"")
        }
        if !old.isEmpty { text = text.replacing(old, with: new) }
        return BlueprintSource(name: "tall.json", bytes: Array(text.utf8))
    }

    @Test("A backbone is found by any of its names and knows all that was declared")
    func lookUp() throws {
        let registry = try BlueprintRegistry(families: families, files: [LadderFile.source()])
        try registry.checkGraphs()
        let backbone = try registry.backbone(named: "STEPS-2")
        #expect(backbone.name == "ladder2")
        #expect(backbone.familyIdentity == "ladder@1")
        #expect(backbone.classCount == 10)
        #expect(backbone.preprocessing.crop?.height == 32)
        #expect(backbone.preprocessing.standardDeviation == [0.25, 0.25, 0.25])
        #expect(backbone.splitPoints.map(\.layout) == [.channelsFirst, .channelsFirst])
        #expect(backbone.licenses == [LicenseNote(subject: "weights", spdx: "MIT")])
        #expect(try backbone.splitPoint(named: "stage2").channels == 16)
        #expect(try backbone.keyLayout(named: "upstream").map.applied(to: "a") == "a")
        #expect(throws: BlueprintError.self) { try backbone.keyLayout(named: "keras") }
        #expect(try backbone.graph().parameters.map(\.name).first == "rung1.weight")
        #expect(try backbone.graph(classCount: 7).parameters.last?.shape == [7])
    }

    @Test("An unknown backbone is an error with suggestions")
    func unknownBackbone() throws {
        let registry = try BlueprintRegistry(families: families, files: [LadderFile.source()])
        let error = try #require(throws: TaxonomyError.self) {
            try registry.backbone(named: "lader2")
        }
        #expect(error.suggestions.first == "ladder2")
    }

    @Test("A file of one's own adds relatives to a built-in family and branch")
    func merging() throws {
        let registry = try BlueprintRegistry(
            families: families,
            files: [LadderFile.source(), addition()]
        )
        #expect(registry.taxonomy.families.count == 1)
        #expect(registry.taxonomy.families[0].branches.count == 1)
        #expect(
            registry.taxonomy.entries.map(\.relative.name)
                == ["ladder2", "ladder3", "tall2", "tall3"]
        )
        #expect(try registry.backbone(named: "high2").name == "tall2")
    }

    @Test("A file that describes a family or branch differently, or repeats a name, is refused")
    func conflicts() throws {
        let good = LadderFile.source()
        let twice = try error(families, [good, LadderFile.source(name: "copy.json")])
        #expect(twice.code == .duplicateName)
        #expect(twice.description.hasPrefix("copy.json:23:"))
        #expect(twice.description.contains("ladder.json"))

        let alias = try error(families, [good, addition(replacing: "high2", with: "LADDER_3")])
        #expect(alias.code == .duplicateName)
        #expect(alias.description.hasPrefix("tall.json:25:"))

        let family = try error(
            families,
            [good, addition(replacing: "\"id\": \"convolutional\"", with: "\"id\": \"other\"")]
        )
        #expect(family.code == .duplicateName)
        #expect(family.description.hasPrefix("tall.json:5:"))

        let branch = addition(
            replacing: "\"displayName\": \"Ladder\",\n      \"relatives\"",
            with: "\"displayName\": \"Stairs\",\n      \"relatives\""
        )
        let stairs = try error(families, [good, branch])
        #expect(stairs.code == .duplicateName)
        #expect(stairs.description.hasPrefix("tall.json:18:"))
    }

    @Test("Two families of one name are refused; without families the error says so")
    func familyLists() throws {
        #expect(
            try error([LadderFamily(), LadderFamily(layoutVersion: 2)], []).code == .duplicateName
        )
        let none = try error([], [LadderFile.source()])
        #expect(none.code == .unknownFamily)
        #expect(none.description.contains("knows none"))
        #expect(try BlueprintRegistry(families: [], files: []).taxonomy.entries.isEmpty)
    }
}
