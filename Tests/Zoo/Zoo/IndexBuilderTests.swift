import Foundation
import FrankenBlueprint
import FrankenCatalog
import FrankenFamilies
import FrankenFiles
import FrankenTrust
import FrankenZoo
import Testing

@Suite("Indexes from bundle files")
struct IndexBuilderTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_700_000_000)

    @Test("Every backbone with a decoder and no bundle is listed as unpublished")
    func unpublished() throws {
        let blueprints = try BuiltInBlueprints.registry()
        let unpublished = IndexBuilder(blueprints: blueprints).unpublished(besides: [])
        let decoders = Set(blueprints.declaredDecoders.flatMap { $0.decoders.map(\.backbone) })
        #expect(unpublished.map(\.name) == decoders.sorted())
        #expect(decoders.isSuperset(of: ["swin-b", "resnet101", "resnet50", "convnext-b"]))
        for bundle in unpublished { #expect(bundle.commands.count == 2) }
    }

    @Test("The index of this repository lists all that it has no bundle of")
    func committed() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Zoo/index.json").standardizedFileURL
        let index = try BundleIndex(bytes: [UInt8](Data(contentsOf: path)))
        let builder = IndexBuilder(blueprints: try BuiltInBlueprints.registry())
        #expect(index.unpublished == builder.unpublished(besides: index.entries))
        #expect(index.created < index.expires)
    }

    @Test("An index counts up, and keeps what it had unless it is made afresh")
    func versions() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "zoo-index-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let blueprints = try BuiltInBlueprints.registry()
        try PackFixture().write(to: "\(folder)/parts")
        let packed = try BundlePacker(blueprints: blueprints).pack(
            "\(folder)/parts",
            to: OutputTarget(path: "\(folder)/a.zoo"),
            options: PackOptions(time: Self.now)
        )
        let builder = IndexBuilder(blueprints: blueprints)
        let path = "\(folder)/index.json"
        func make(_ files: [String], isFresh: Bool = false) throws -> BundleIndex {
            let index = try builder.index(
                files: files,
                at: OutputTarget(path: path),
                isFresh: isFresh,
                days: 1,
                time: Self.now
            )
            try builder.write(index, to: OutputTarget(path: path), signedBy: nil, at: Self.now)
            return index
        }
        let first = try make([packed.path])
        #expect(first.version == 1 && first.entries.map(\.manifest) == [packed.digest])
        #expect(first.expires == Self.now.advanced(bySeconds: 86_400))
        #expect(first.entries[0].isTrained == false && first.entries[0].sizes["encoder"] ?? 0 > 0)
        #expect(!first.unpublished.contains { $0.name == "resnet50" })
        let second = try make([])
        #expect(second.version == 2 && second.entries == first.entries)
        // The same bundle again replaces itself.
        #expect(try make([packed.path]).entries == first.entries)
        let fresh = try make([], isFresh: true)
        #expect(fresh.version == 4 && fresh.entries.isEmpty)
        #expect(fresh.unpublished.contains { $0.name == "resnet50" })
        #expect(throws: ZooError(.notFound, "")) { try make(["\(folder)/none.zoo"]) }
    }
}
