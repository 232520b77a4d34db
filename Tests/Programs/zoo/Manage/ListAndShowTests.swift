import Foundation
import FrankenBlueprint
import FrankenBytes
import FrankenFamilies
import FrankenGraph
import FrankenTaxonomy
import Testing

@Suite("zoo list and zoo show", .serialized)
struct ListAndShowTests {
    private struct Listing: Decodable {
        struct Entry: Decodable {
            let name: String
            let displayName: String
            let aliases: [String]
            let archetype: String
            let family: String
            let branch: String
            let parameterCount: Int?
            let multiplyAccumulates: Int?
        }

        let schema: String
        let backbones: [Entry]
    }

    @Test("The tree is the taxonomy's")
    func tree() throws {
        let taxonomy = try BuiltInBlueprints.registry().taxonomy
        let outcome = try ZooProcess.run(["list"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        // Each line may go on with what is known of bundles for the backbone.
        let printed = outcome.output.split(separator: "\n")
        let lines = TaxonomyTree(taxonomy.entries).lines
        #expect(printed.count >= lines.count)
        for (line, expected) in zip(printed, lines) { #expect(line.hasPrefix(expected)) }
        #expect(outcome.output.contains("resnet50          ResNet-50           25.6 M parameters"))
    }

    @Test(
        "A pattern, a name or a part of names chooses",
        arguments: [
            ("resnet50", ["resnet50", "resnet50-keras"]),
            ("ResNet-50", ["resnet50", "resnet50-keras"]),
            ("resnext*", ["resnext50_32x4d", "resnext101_32x8d"]),
            ("wide", ["wide_resnet50_2", "wide_resnet101_2"]),
            ("resnet?0", ["resnet50", "resnet20"]),
        ]
    )
    func pattern(pattern: String, names: [String]) throws {
        let outcome = try ZooProcess.run(["list", pattern, "--json"])
        #expect(outcome.status == 0)
        #expect(try outcome.json(Listing.self).backbones.map(\.name) == names)
        let lines = try ZooProcess.run(["list", pattern]).output.split(separator: "\n")
        #expect(lines.filter { $0.contains("parameters") }.count == names.count)
    }

    @Test("JSON has every backbone with its cost, and says its schema")
    func json() throws {
        let listing = try ZooProcess.run(["list", "--json"]).json(Listing.self)
        let entries = try BuiltInBlueprints.registry().taxonomy.entries
        #expect(listing.schema == "zoo.list/1")
        #expect(listing.backbones.map(\.name) == entries.map(\.relative.name))
        let resnet = try #require(listing.backbones.first { $0.name == "resnet50" })
        #expect(resnet.parameterCount == 25_557_032)
        #expect(resnet.multiplyAccumulates == 4_089_184_256)
        #expect(resnet.archetype == "convolutional" && resnet.family == "resnet")
        #expect(resnet.displayName == "ResNet-50" && resnet.branch == "resnet")
    }

    @Test("The table has shapes, parameters and sums", arguments: [nil, 64])
    func table(size: Int?) throws {
        let options = size.map { ["--size", "\($0)"] } ?? []
        let outcome = try ZooProcess.run(["show", "resnet20"] + options)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let lines = outcome.output.split(separator: "\n")
        let side = size ?? 32
        #expect(lines.first == "graph resnet20")
        let first = try #require(lines.first { $0.hasPrefix("conv1 ") })
        #expect(first.contains("[1, 16, \(side), \(side)]") && first.contains(" 432 "))
        #expect(lines.contains { $0.hasPrefix("269,722 parameters, ") })
        #expect(lines.last == "split points: stage1 (layer1), stage2 (layer2), stage3 (layer3)")
    }

    @Test(
        "JSON decodes to the graph, whole or cut",
        arguments: [[], ["--head", "stage2"], ["--tail", "stage2"]]
    )
    func graph(options: [String]) throws {
        let whole = try BuiltInBlueprints.registry().backbone(named: "resnet20").graph()
        let expected =
            switch options.first {
            case "--head": try whole.cut(at: "layer2").head
            case "--tail": try whole.cut(at: "layer2").tail
            default: whole
            }
        let outcome = try ZooProcess.run(["show", "resnet20", "--json"] + options)
        let graph = try StrictJSONDecoder().decode(
            ModelGraph.self,
            from: Array(outcome.output.utf8)
        )
        #expect(graph == expected)
        let shown = try ZooProcess.run(["show", "resnet20"] + options).output
        #expect(shown.hasPrefix("graph \(expected.name)\n"))
        #expect(shown.contains("split points") == options.isEmpty)
    }
}
