import FrankenBlueprint
import FrankenPlugins
import FrankenTaxonomy
import Testing

@Suite("Blueprint files of plugins")
struct BlueprintShelfTests {
    private typealias Fixture = PluginShelfFixture

    @Test("Without files there is what is built in, and nothing is made")
    func empty() throws {
        let fixture = try Fixture()
        let plugins = try fixture.shelf.read()
        #expect(plugins.files.isEmpty && plugins.problems.isEmpty)
        #expect(try plugins.registry.backbone(named: "resnet50").name == "resnet50")
        #expect(fixture.names().isEmpty)
    }

    @Test("A folder adds a relative and its decoder recipe")
    func folder() throws {
        let fixture = try Fixture()
        let added = try fixture.shelf.add(Fixture.examples)
        #expect(added.map(\.name) == ["resnet14-decoders.json", "resnet14.json"])
        #expect(added.map(\.builder) == ["resnet-decoder@1", "resnet@1"])
        #expect(added[0].recipes == ["resnet14-tiny/bottleneck"])
        #expect(added[1].relatives == ["resnet14-tiny"])
        let plugins = try fixture.shelf.read()
        #expect(plugins.problems.isEmpty)
        #expect(plugins.files.map(\.name) == fixture.names())
        let registry = plugins.registry
        #expect(try registry.backbone(named: "ResNet-14 tiny").name == "resnet14-tiny")
        #expect(try registry.decoder(for: "resnet14-tiny").splitPoint.name == "stage2")
        #expect(try registry.taxonomy.entry(named: "resnet14-tiny").family.id == "resnet")
    }

    @Test("A recipe whose backbone is not there is refused, and nothing is added")
    func missingBackbone() throws {
        let fixture = try Fixture()
        let error = try #require(throws: PluginError.self) {
            try fixture.shelf.add("\(Fixture.examples)/resnet14-decoders.json")
        }
        #expect(error.code == .refused)
        #expect((error.cause as? BlueprintError)?.code == .unknownReference)
        #expect((error.cause as? BlueprintError)?.line == 9)
        #expect(error.message.contains("resnet14-tiny"))
        #expect(fixture.names().isEmpty)
    }

    @Test(
        "A file that is wrong is refused with line and reason",
        arguments: [
            ("\"layout\": 1", "\"layout\": 2", 4, "written for builder layout 2"),
            ("\"layout\": 1", "\"layout\": 2", 4, "this build has resnet@1"),
            ("\"name\": \"resnet\"", "\"name\": \"resnest\"", 4, "resnest"),
            ("\"version\": 1", "\"version\": 9", 3, "version 9"),
            ("\"bottleneck\"", "\"botleneck\"", 30, "botleneck"),
            ("\"width\": 16", "\"width\": -16", 31, "found -16"),
            ("\"value\": \"layer2\"", "\"value\": \"layer9\"", 38, "layer9"),
            ("\"channels\": 128", "\"channels\": 127", 38, "128"),
            ("\"reduction\": 8", "\"reduction\": 4", 38, "rows"),
            ("\"splitPoints\"", "\"splitpoints\"", 26, "splitPoints"),
            ("\"resnet14-tiny\"", "\"ResNet-50\"", 27, "resnet50"),
            ("\"version\": 1,", "\"version\": 1", 4, ""),
        ]
    )
    func wrong(old: String, new: String, line: Int, words: String) throws {
        let fixture = try Fixture()
        let text = try Fixture.text()
        let broken = text.replacing(old, with: new, maxReplacements: 1)
        try #require(broken != text)
        let path = try fixture.write(broken, to: "mine.json")
        let error = try #require(throws: PluginError.self) { try fixture.shelf.add(path) }
        #expect(error.code == .refused)
        #expect((error.cause as? BlueprintError)?.line == line, "\(error)")
        #expect(error.message.contains("mine.json:\(line):"))
        #expect(error.message.contains(words), "\(error)")
        #expect(fixture.names().isEmpty)
    }

    @Test("A file that goes wrong later is left out and named; the others stay usable")
    func laterWrong() throws {
        let fixture = try Fixture()
        _ = try fixture.shelf.add(Fixture.examples)
        try fixture.write(
            Fixture.text().replacing("\"channels\": 128", with: "\"channels\": 3"),
            to: "blueprints/resnet14.json"
        )
        let other = try Fixture.text().replacing("resnet14-tiny", with: "resnet14-more")
            .replacing("ResNet-14 tiny", with: "ResNet-14 more")
        _ = try fixture.shelf.add(fixture.write(other, to: "more.json"))
        let plugins = try fixture.shelf.read()
        #expect(plugins.files.map(\.name) == ["more.json"])
        // The recipe needs the relative, so both are named.
        #expect(plugins.problems.map(\.name) == ["resnet14-decoders.json", "resnet14.json"])
        #expect(plugins.problems[1].message.contains("resnet14.json:38:"))
        #expect(plugins.problems[1].cause?.code == .splitPointMismatch)
        #expect(try plugins.registry.backbone(named: "resnet14-more").classCount == 10)
        #expect(throws: TaxonomyError.self) {
            try plugins.registry.backbone(named: "resnet14-tiny")
        }
    }

    @Test("A file is replaced only when that is asked for")
    func replacement() throws {
        let fixture = try Fixture()
        let path = "\(Fixture.examples)/resnet14.json"
        _ = try fixture.shelf.add(path)
        #expect(throws: PluginError(.exists, "")) { try fixture.shelf.add(path) }
        let changed = try Fixture.text().replacing("\"classCount\": 10", with: "\"classCount\": 7")
        let mine = try fixture.write(changed, to: "resnet14.json")
        #expect(throws: PluginError(.exists, "")) { try fixture.shelf.add(mine) }
        _ = try fixture.shelf.add(mine, isReplacing: true)
        let registry = try fixture.shelf.read().registry
        #expect(try registry.backbone(named: "resnet14-tiny").classCount == 7)
    }

    @Test("A replacement that another plugin could not live with is refused")
    func dependents() throws {
        let fixture = try Fixture()
        _ = try fixture.shelf.add(Fixture.examples)
        let renamed = try Fixture.text().replacing("resnet14-tiny", with: "resnet14-huge")
        let mine = try fixture.write(renamed, to: "resnet14.json")
        let error = try #require(throws: PluginError.self) {
            try fixture.shelf.add(mine, isReplacing: true)
        }
        #expect(error.message.contains("another plugin"))
        #expect(error.message.contains("resnet14-decoders.json"))
        #expect(try fixture.shelf.read().problems.isEmpty)
        let (path, orphans) = try fixture.shelf.remove("resnet14")
        #expect(path.hasSuffix("/blueprints/resnet14.json"))
        #expect(orphans.map(\.name) == ["resnet14-decoders.json"])
        #expect(throws: PluginError(.notInstalled, "")) { try fixture.shelf.remove("resnet14") }
    }

    @Test("More files and folders are read where they are, and only absolute paths")
    func others() throws {
        let fixture = try Fixture { root in
            ["\(root)/extra", "\(root)/single.json", "relative", "\(root)/missing.json"]
        }
        let text = try Fixture.text()
        try fixture.write(text, to: "extra/a.json")
        try fixture.write("notes", to: "extra/notes.txt")
        try fixture.write("{", to: "extra/.editing.json")
        try fixture.write(
            text.replacing("14-tiny", with: "14-b").replacing("14 tiny", with: "14 b"),
            to: "single.json"
        )
        let plugins = try fixture.shelf.read()
        #expect(plugins.files.map(\.name) == ["a.json", "single.json"])
        #expect(plugins.problems.map(\.name) == ["missing.json", "relative"])
        #expect(plugins.problems[1].message.contains("absolute"))
    }

    @Test("Two files of one relative: the later one is left out", arguments: ["a", "z"])
    func duplicates(name: String) throws {
        let fixture = try Fixture()
        try fixture.write(Fixture.text(), to: "blueprints/m.json")
        try fixture.write(Fixture.text(), to: "blueprints/\(name).json")
        let plugins = try fixture.shelf.read()
        #expect(plugins.files.map(\.name) == [min(name, "m") + ".json"])
        #expect(plugins.problems.map(\.name) == [max(name, "m") + ".json"])
    }

    @Test(
        "Names that are no file names are refused",
        arguments: ["my file.json", "naïve.json", "\u{1B}[2J.json"]
    )
    func names(name: String) throws {
        let fixture = try Fixture()
        let path = try fixture.write(Fixture.text(), to: name)
        #expect(throws: PluginError(.malformedName, "")) { try fixture.shelf.add(path) }
    }

    @Test("What is no file, an empty folder, a huge file")
    func noFile() throws {
        let fixture = try Fixture()
        #expect(throws: PluginError(.notFound, "")) { try fixture.shelf.add("/nowhere.json") }
        try fixture.write("", to: "empty/notes.txt")
        #expect(throws: PluginError(.notFound, "")) {
            try fixture.shelf.add("\(fixture.root)/empty")
        }
        let huge = try fixture.write(String(repeating: " ", count: 2 << 20), to: "huge.json")
        #expect(throws: PluginError(.refused, "")) { try fixture.shelf.add(huge) }
        #expect(throws: PluginError(.notWritten, "")) {
            try BlueprintShelf(folder: nil).add(Fixture.examples)
        }
    }

    @Test("The environment says where")
    func environment() {
        let shelf = BlueprintShelf(environment: ["ZOO_HOME": "/z", "ZOO_BLUEPRINTS": "/a:/b.json"])
        #expect(shelf == BlueprintShelf(folder: "/z/blueprints", others: ["/a", "/b.json"]))
        #expect(BlueprintShelf(environment: [:]).folder == nil)
    }
}
