import FrankenTaxonomy
import Testing

@Suite("Looking up a backbone by name")
struct LookUpTests {
    let taxonomy: Taxonomy

    init() throws {
        taxonomy = try SmallTaxonomy.make()
    }

    @Test(
        "Case, punctuation, spaces and typographic variants do not matter",
        arguments: [
            ("resnet50", "resnet50"), ("ResNet-50", "resnet50"), ("RESNET_50", "resnet50"),
            (" res net 50 ", "resnet50"), ("ResNet\u{2011}50", "resnet50"),
            ("resnet\u{00A0}50", "resnet50"), ("res\u{200B}net50", "resnet50"),
            ("ResNeXt-50 (32×4d)", "resnext50_32x4d"), ("wide-resnet-50-2", "wide_resnet50_2"),
            ("WRN-50", "wide_resnet50_2"), ("CIFAR-ResNet-56", "resnet56"), ("Swin-T", "swin_t"),
        ]
    )
    func folds(typed: String, name: String) throws {
        #expect(try taxonomy.entry(named: typed).relative.name == name)
    }

    @Test(
        "An unknown name is an error with the likeliest names, the likeliest first",
        arguments: [
            ("resnet5O", ["resnet50", "resnet56"]),
            ("restnet50", ["resnet50"]),
            ("renset50", ["resnet50"]),
            ("resnet5", ["resnet50", "resnet56"]),
            ("resmet34", ["resnet34"]),
            ("resnetl8", ["resnet18"]),
            ("wide-resnet50", ["wide_resnet50_2"]),
            ("resnext", ["resnext50_32x4d", "resnext101_32x8d"]),
            ("50 wide", ["wide_resnet50_2"]),
            ("swin", ["swin_b", "swin_t"]),
            ("resnet50.a1_in1k", ["resnet50"]),
            ("résnet50", ["resnet50"]),
            ("32x8d", ["resnext101_32x8d"]),
        ]
    )
    func suggests(typed: String, names: [String]) throws {
        let error = try #require(throws: TaxonomyError.self) {
            try taxonomy.entry(named: typed)
        }
        #expect(error.code == .unknownName)
        #expect(error.suggestions == names)
        #expect(error.description.contains("Did you mean"))
        #expect(error.description.contains(names[0]))
    }

    @Test(
        "A name that is like no other lists the families instead of guessing",
        arguments: ["", "q", "---", "\u{1F600}", "моделью", "vgg16", "\u{0}\u{1B}[31m", "*"]
    )
    func refusesStrangers(typed: String) throws {
        let error = try #require(throws: TaxonomyError.self) {
            try taxonomy.entry(named: typed)
        }
        #expect(error.code == .unknownName)
        #expect(error.suggestions.isEmpty)
        #expect(error.description.contains("resnet, swin"))
        #expect(!error.description.contains("\u{1B}"))
    }

    // Scoring such a name would take hours.
    @Test("A name of ten million letters is not read, and quoted in part", .timeLimit(.minutes(1)))
    func boundsLength() throws {
        let typed = String(repeating: "resnet50", count: 1_250_000)
        let error = try #require(throws: TaxonomyError.self) {
            try taxonomy.entry(named: typed)
        }
        #expect(error.code == .unknownName)
        #expect(error.description.utf8.count < 200)
        #expect(error.description.contains("10000000"))
        #expect(taxonomy.suggestions(for: typed).isEmpty)
        #expect(taxonomy.entries(matching: typed).isEmpty)
    }

    @Test("At most the asked number of suggestions come back")
    func limitsSuggestions() {
        #expect(
            taxonomy.suggestions(for: "resnet", limit: 3) == ["resnet18", "resnet34", "resnet50"]
        )
        #expect(taxonomy.suggestions(for: "resnet", limit: 0) == [])
        #expect(taxonomy.suggestions(for: "resnet", limit: -1) == [])
    }

    @Test("Families are found the same way")
    func findsFamilies() throws {
        #expect(try taxonomy.family(named: "ResNet").id == "resnet")
        let error = try #require(throws: TaxonomyError.self) {
            try taxonomy.family(named: "swim")
        }
        #expect(error.suggestions == ["swin"])
    }

    @Test("An entry knows its place")
    func knowsPlace() throws {
        let entry = try taxonomy.entry(named: "resnext50_32x4d")
        #expect(entry.archetype == .convolutional)
        #expect(entry.family.id == "resnet")
        #expect(entry.branch.id == "resnext")
        #expect(entry.directRelatives.map(\.name) == ["resnext101_32x8d"])
    }

    @Test(
        "Wildcards match names and aliases, folded",
        arguments: [
            (
                "resnet*",
                ["resnet18", "resnet34", "resnet50", "resnet56", "resnet101", "resnet152"]
            ),
            ("*50*", ["resnet50", "wide_resnet50_2", "resnext50_32x4d"]),
            ("ResNet-1?", ["resnet18"]), ("resnet1??", ["resnet101", "resnet152"]),
            ("cifar*", ["resnet56"]), ("resnet50", ["resnet50"]), ("resnet", []), ("", []),
            ("?", []), ("*_t", ["swin_t"]),
        ]
    )
    func matches(pattern: String, names: [String]) {
        #expect(taxonomy.entries(matching: pattern).map(\.relative.name) == names)
    }

    // Retrying every star would take longer than the age of the universe.
    @Test("A pattern made to backtrack is matched in one pass", .timeLimit(.minutes(1)))
    func boundsBacktracking() throws {
        let name = "r" + String(repeating: "r", count: 90)
        let long = try Taxonomy([SmallTaxonomy.family("f", [SmallTaxonomy.relative(name, "R")])])
        #expect(long.entries(matching: String(repeating: "*r", count: 40) + "x").isEmpty)
        #expect(long.entries(matching: String(repeating: "*r", count: 40)).count == 1)
    }
}
