import FrankenBundle
import FrankenCatalog
import FrankenCrypto
import FrankenTrust
import Testing

@Suite("Several indexes as one")
struct CatalogTests {
    static func origin(
        _ remote: String,
        _ entries: [IndexEntry],
        unpublished: [UnpublishedBundle] = [],
        base: CatalogBase? = .folder("/zoo"),
        mirrors: [String] = []
    ) throws -> Catalog.Origin {
        Catalog.Origin(
            remote: remote,
            index: try Sample.index(entries, unpublished: unpublished, mirrors: mirrors),
            base: base
        )
    }

    @Test("The default version is the marked one, else the highest that is no pre-release")
    func versions() throws {
        let entries = try ["1.2.0", "1.10.0", "2.0.0-rc.1"].map { try Sample.entry("swin-t", $0) }
        let set = try Catalog([Self.origin("a", entries)])
        #expect(set.items.map(\.entry.version.text) == ["2.0.0-rc.1", "1.10.0", "1.2.0"])
        #expect(try set.item(named: "swin-t").entry.version.text == "1.10.0")
        #expect(try set.item(named: "SWIN_T", version: "1.2.0").entry.version.text == "1.2.0")
        #expect(throws: CatalogError(.unknownVersion, "")) {
            try set.item(named: "swin-t", version: "3.0.0")
        }
        let marked =
            try entries.dropLast() + [Sample.entry("swin-t", "0.9.0") { $0.isDefault = true }]
        let other = try Catalog([Self.origin("a", Array(marked))])
        #expect(try other.item(named: "swin-t").entry.version.text == "0.9.0")
        #expect(other.search("").map(\.name) == ["swin-t"])
        let only = try Catalog([Self.origin("a", [Sample.entry("b", "1.0.0-a")])])
        #expect(try only.item(named: "b").entry.version.text == "1.0.0-a")
    }

    @Test("Places of one manifest come together; another manifest is a conflict and not used")
    func merging() throws {
        let other = "sha256:" + String(repeating: "cd", count: 32)
        let set = try Catalog([
            Self.origin(
                "first",
                [Sample.entry("swin-t", sources: ["b/a.zoo", "oci://host/zoo/swin-t:1.0.0"])],
                mirrors: ["https://mirror.example"]
            ),
            Self.origin(
                "second",
                [Sample.entry("swin-t")],
                base: .web("https://second.example/zoo")
            ),
            Self.origin("third", [Sample.entry("swin-t", digest: other), Sample.entry("swin-s")]),
        ])
        let item = try set.item(named: "swin-t")
        #expect(item.remote == "first")
        #expect(item.conflicts == ["third"])
        #expect(item.entry.manifest.description == Sample.digest)
        #expect(
            item.places.map(\.text) == [
                "/zoo/b/a.zoo", "https://mirror.example/b/a.zoo", "oci://host/zoo/swin-t:1.0.0",
                "https://second.example/zoo/bundles/a.zoo",
            ]
        )
        #expect(set.items.map(\.entry.name.text) == ["swin-s", "swin-t"])
    }

    @Test("A bundle anywhere hides the recipe of its name")
    func recipes() throws {
        let set = try Catalog([
            Self.origin(
                "a",
                [],
                unpublished: [Sample.unpublished("swin-b"), Sample.unpublished("swin-s")]
            ),
            Self.origin("b", [Sample.entry("swin-b")]),
        ])
        #expect(set.unpublished.map(\.name) == ["swin-s"])
        #expect(try set.item(named: "swin-b").entry.name.text == "swin-b")
    }

    @Test("Unknown names come with suggestions, bundles and recipes alike")
    func suggestions() throws {
        let set = try Catalog([
            Self.origin(
                "a",
                [
                    Sample.entry("resnet50"), Sample.entry("resnet50", "2.0.0"),
                    Sample.entry("swin-t"),
                ],
                unpublished: [Sample.unpublished("resnet101", family: "resnet")]
            )
        ])
        let error = #expect(throws: CatalogError.self) { try set.item(named: "resnet5O") }
        #expect(error?.code == .unknownName)
        #expect(error?.suggestions.first == "resnet50")
        #expect(error?.description.contains("Did you mean") == true)
        #expect(set.suggestions(for: "resnet").sorted() == ["resnet101", "resnet50"])
        #expect(set.suggestions(for: "zzzzzz").isEmpty)
    }

    @Test("Search ranks names above families above summaries, bundles above recipes")
    func search() throws {
        let resnet = { (name: String, summary: String) in
            try Sample.entry(name, family: "resnet", archetype: "convolutional") {
                $0.summary = summary
            }
        }
        let set = try Catalog([
            Self.origin(
                "a",
                [
                    resnet("resnet50", "As good as swin."), resnet("resnet18", "Small."),
                    Sample.entry("swin-t") { $0.aliases = ["tiny"] },
                    Sample.entry("swin-tiny-v2"), resnet("wide-resnet50-2", ""),
                ],
                unpublished: [Sample.unpublished("swin-b")]
            )
        ])
        #expect(set.search("swin").map(\.name) == ["swin-t", "swin-tiny-v2", "swin-b", "resnet50"])
        #expect(set.search("resnet50").map(\.name) == ["resnet50", "wide-resnet50-2"])
        #expect(set.search("ResNet-50").map(\.name) == ["resnet50", "wide-resnet50-2"])
        #expect(set.search("tiny").map(\.name) == ["swin-t", "swin-tiny-v2"])
        #expect(set.search("convolutional small").map(\.name) == ["resnet18"])
        #expect(set.search("nothing").isEmpty)
        #expect(set.search("").count == 6)
        #expect(set.search("  \t ").count == 6)
    }

    @Test("Filters by family, archetype, bytes on the wire, accuracy, licence and training")
    func filters() throws {
        let set = try Catalog([
            Self.origin(
                "a",
                [
                    Sample.entry("a") {
                        $0.metrics = [
                            Sample.metric(0.8, bytes: 12_000), Sample.metric(0.7, bytes: 3000),
                        ]
                    },
                    Sample.entry("b", family: "resnet", archetype: "convolutional") {
                        $0.metrics = [Sample.metric(0.75, bytes: 2500)]
                        $0.isTrained = false
                    },
                    Sample.entry("c") { $0.metrics = [Sample.metric(0.9, bytes: nil)] },
                ],
                unpublished: [Sample.unpublished("d")]
            )
        ])
        func names(_ change: (inout CatalogFilter) -> Void) -> [String] {
            var filter = CatalogFilter()
            change(&filter)
            return set.search("", filter: filter).map(\.name)
        }
        #expect(names { _ in } == ["a", "b", "c", "d"])
        #expect(names { $0.family = "Swin" } == ["a", "c", "d"])
        #expect(names { $0.archetype = "convolutional" } == ["b"])
        #expect(names { $0.largestMeanByteCount = 3000 } == ["a", "b"])
        #expect(names { $0.smallestTop1 = 0.8 } == ["a", "c"])
        #expect(
            names {
                $0.largestMeanByteCount = 3000
                $0.smallestTop1 = 0.72
            } == ["b"]
        )
        #expect(names { $0.isTrained = true } == ["a", "c"])
        #expect(names { $0.licenses = ["MIT"] } == ["a", "b", "c"])
        #expect(names { $0.licenses = ["ISC"] }.isEmpty)
    }

    @Test("Relative sources are below the index's folder, at any kind of base")
    func bases() throws {
        let source = try IndexSource("bundles/a.zoo")
        let cases: [(CatalogPlace, String)] = [
            (.file("/zoo/index.json"), "/zoo/bundles/a.zoo"),
            (.file("index.json"), "./bundles/a.zoo"),
            (.file("/index.json"), "/bundles/a.zoo"),
            (.web("https://host/zoo/index.json"), "https://host/zoo/bundles/a.zoo"),
            (.web("https://host/index.json"), "https://host/bundles/a.zoo"),
            (.web("https://host"), "https://host/bundles/a.zoo"),
        ]
        for (place, expected) in cases {
            #expect(CatalogBase(of: place)?.place(of: source).text == expected)
        }
        let registry = try RegistryReference("oci://host/a:1")
        #expect(CatalogBase(of: .registry(registry)) == nil)
        for good in [
            "a", "a/b.zoo", "https://host/a", "https://host:8443/a/b", "http://127.0.0.1:5000/a",
            "http://localhost/a", "oci://host/a", "oci://host:5000/a/b:1.0.0",
            "oci://host/a@\(Sample.digest)", "oci://host/a:b@\(Sample.digest)",
        ] {
            #expect(try IndexSource(good).text == good)
        }
    }

    @Test("1,000 bundles are merged and searched; more than 20,000 are refused")
    func many() throws {
        let entries = try (0..<1000).map { try Sample.entry("model-\($0)") }
        let index = try Sample.index(entries)
        let set = Catalog([
            .init(remote: "a", index: try BundleIndex(bytes: index.bytes()), base: nil)
        ])
        #expect(set.items.count == 1000)
        #expect(set.search("model-999").map(\.name) == ["model-999"])
        #expect(set.items[2].entry.name.text == "model-2")
        let one = try Sample.entry("one")
        #expect(throws: CatalogError(.malformedIndex, "")) {
            try Sample.index(Array(repeating: one, count: BundleIndex.largestCount + 1))
        }
    }
}
