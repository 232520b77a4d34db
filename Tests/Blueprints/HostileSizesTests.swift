import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import Testing

@Suite("Sizes of Swin, ConvNeXt and decoders that make no sense")
struct HostileSizesTests {
    /// A built-in file under another name, with names of its own and one piece replaced.
    private func changed(
        _ file: String,
        _ old: String,
        _ new: String
    ) throws -> [BlueprintSource] {
        var files = BuiltInBlueprints.files
        let index = try #require(files.firstIndex { $0.name == file })
        var text = String(decoding: files[index].bytes, as: UTF8.self)
        let range = try #require(text.firstRange(of: old))
        text.replaceSubrange(range, with: new)
        files[index] = BlueprintSource(name: file, bytes: Array(text.utf8))
        return files
    }

    @Test(
        "They are refused at their line",
        arguments: [
            ("swin.json", "\"patch\": 4", "\"patch\": 0", "patch", "found 0"),
            ("swin.json", "\"width\": 96", "\"width\": 97", "heads[0]", "3 heads do not divide"),
            ("swin.json", "[3, 6, 12, 24]", "[3, 6, 12, 0]", "heads[3]", "found 0"),
            ("swin.json", "[3, 6, 12, 24]", "[3, 6, 12]", "heads", "must be 4 numbers, found 3"),
            ("swin.json", "[7, 7, 7, 7]", "[7, 7, 7, 700]", "windows[3]", "found 700"),
            ("swin.json", "[2, 2, 6, 2]", "[]", "depths", "found 0"),
            ("convnext.json", "\"patch\": 4", "\"patch\": 4096", "patch", "found 4096"),
            ("convnext.json", "[96, 192, 384, 768]", "[96, 192]", "widths", "found 2"),
            ("convnext.json", "[96, 192, 384, 768]", "[96, -1, 1, 1]", "widths[1]", "found -1"),
            ("convnext.json", "[3, 3, 9, 3]", "[3, 3, 9000, 3]", "depths[2]", "found 9000"),
            ("resnet-decoders.json", "\"depth\": 4", "\"depth\": 0", "sizes.depth", "found 0"),
            ("resnet-decoders.json", "[64, 128]", "[]", "sizes.widths", "found 0"),
            ("resnet-decoders.json", "[64, 128]", "[64, 0]", "sizes.widths[1]", "found 0"),
            ("resnet-decoders.json", "\"stage2\"", "\"stage3\"", "splitPoint", "never halve"),
            ("resnet-decoders.json", "\"resnet50\"", "\"swin-t\"", "splitPoint", "tokens"),
            ("swin-decoders.json", "[3, 4]", "[5, 4]", "sizes.heads[0]", "5 heads do not divide"),
            ("swin-decoders.json", "[2, 2]", "[2, 2, 2]", "sizes.depths", "must be 2 numbers"),
            ("swin-decoders.json", "\"window\": 7", "\"window\": 0", "sizes.window", "found 0"),
            ("swin-decoders.json", "\"stage2\"", "\"stage3\"", "splitPoint", "reduction of 32"),
            ("swin-decoders.json", "\"swin-t\"", "\"convnext-t\"", "splitPoint", "is a map"),
            (
                "swin-decoders.json", "\"identity\"", "\"none\"", "sizes.innerActivation",
                "leakyRelu, identity"
            ),
            (
                "convnext-decoders.json", "\"stage2\"", "\"stage1\"", "splitPoint",
                "needs them equal"
            ),
            ("convnext-decoders.json", "96", "0", "sizes.embedding", "found 0"),
        ]
    )
    func refused(file: String, old: String, new: String, path: String, words: String) throws {
        let files = try changed(file, old, new)
        let error = try #require(throws: BlueprintError.self) {
            try BlueprintRegistry(
                families: BuiltInBlueprints.families,
                decoders: BuiltInBlueprints.decoders,
                files: files
            )
        }
        #expect(error.file == file, "\(error)")
        #expect(error.path.hasSuffix(path), "\(error)")
        #expect(error.description.contains(words), "\(error)")
        #expect(error.line > 1)
    }

    @Test("The largest that can be declared is built or refused, not a crash")
    func largest() throws {
        let files = try changed("swin.json", "[2, 2, 6, 2]", "[256, 256, 256, 256]")
        let registry = try BlueprintRegistry(
            families: BuiltInBlueprints.families,
            decoders: BuiltInBlueprints.decoders,
            files: files
        )
        let deep = try registry.backbone(named: "swin-t").graph()
        #expect(deep.nodes.count > 1_024 * 8)
        #expect(throws: BlueprintError.self) { try registry.checkGraphs() }
    }
}
