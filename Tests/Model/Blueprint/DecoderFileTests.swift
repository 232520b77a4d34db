import FrankenBlueprint
import FrankenGraph
import FrankenTaxonomy
import Testing

@Suite("Decoder files")
struct DecoderFileTests {
    private func registry(_ files: BlueprintSource...) throws -> BlueprintRegistry {
        try BlueprintRegistry(
            families: [LadderFamily()],
            decoders: [LadderDecoder()],
            files: files
        )
    }

    @Test("A decoder is found by its backbone's names, the first one unless one is named")
    func lookUp() throws {
        // The order of the files does not matter.
        let registry = try registry(LadderDecoderFile.source(), LadderFile.source())
        try registry.checkGraphs()
        let wide = try registry.decoder(for: "STEPS-2")
        #expect(wide.name == "wide")
        #expect(wide.displayName == "Wide")
        #expect(wide.backbone == "ladder2")
        #expect(wide.familyIdentity == "ladder-decoder@1")
        #expect(wide.splitPoint.value == "rung2")
        #expect(wide.latent == LatentFormat(channels: 48, reduction: 4))
        #expect(try wide.graph().parameters.map(\.shape) == [[16, 48, 3, 3], [16]])
        #expect(try wide.graph(latentChannels: 7).parameters.first?.shape == [16, 7, 3, 3])
        let narrow = try registry.decoder(for: "ladder2", named: "narrow")
        #expect(narrow.latentChannels == 5)
        #expect(try narrow.graph().parameters.map(\.shape) == [[8, 5, 1, 1], [8]])
        #expect(try registry.decoders(for: "ladder2").map(\.name) == ["wide", "narrow"])
        #expect(try registry.decoders(for: "ladder3").isEmpty)
    }

    @Test("What nobody declared is an error that says what there is")
    func unknown() throws {
        let registry = try registry(LadderFile.source(), LadderDecoderFile.source())
        for (backbone, recipe, suggestions) in [
            ("lader2", nil, ["ladder2"]), ("ladder2", "tall", ["wide", "narrow"]),
            ("ladder3", nil, []),
        ] as [(String, String?, [String])] {
            let error = try #require(throws: TaxonomyError.self) {
                try registry.decoder(for: backbone, named: recipe)
            }
            #expect(error.code == .unknownName)
            #expect(error.suggestions.starts(with: suggestions), "\(error)")
        }
    }

    @Test(
        "Files that are wrong name the line and the reason",
        arguments: [
            ("\"version\": 1", "\"version\": 2", 3, "version 2"),
            ("\"ladder-decoder\"", "\"rope\"", 4, "knows ladder-decoder"),
            ("\"layout\": 1", "\"layout\": 3", 4, "ladder-decoder@1"),
            ("\"recipes\"", "\"recipe\"", 1, "recipes"),
            ("\"name\": \"wide\"", "\"name\": \"a b\"", 7, "decoder"),
            ("\"displayName\": \"Wide\"", "\"displayName\": \"\"", 7, "display name"),
            ("\"ladder2\"", "\"ladder4\"", 9, "Did you mean"),
            ("[\"ladder2\"]", "[]", 9, "1 to 256 backbones"),
            ("[\"ladder2\"]", "[\"ladder2\", \"steps2\"]", 9, "in decoders.json already"),
            ("\"stage2\"", "\"stage7\"", 10, "stage1, stage2"),
            ("\"stage2\"", "\"stage1\"", 10, "reduction of 2. (for ladder2)"),
            ("\"latentReduction\": 4", "\"latentReduction\": 0", 11, "found 0"),
            ("\"latentReduction\": 4", "\"latentReduction\": 2", 10, "reduction of 4"),
            ("\"kernel\": 3", "\"kernel\": 99", 12, "sizes.kernel: must be 1 to 9"),
            ("\"kernel\": 3", "\"kernel\": 3, \"depth\": 1", 12, "depth"),
            ("\"kernel\": 3", "\"kernel\": \"3\"", 12, "an integer"),
            ("\"latentChannels\": 5", "\"latentChannels\": 5000", 19, "found 5000"),
            ("\"name\": \"narrow\"", "\"name\": \"wide\"", 17, "Rename one"),
        ] as [(String, String, Int, String)]
    )
    func malformed(old: String, new: String, line: Int, words: String) throws {
        let error = try #require(throws: BlueprintError.self) {
            try registry(LadderFile.source(), LadderDecoderFile.source(replacing: old, with: new))
        }
        #expect(error.description.contains(words), "\(error)")
        #expect(error.line == line, "\(error)")
        #expect(error.file == "decoders.json")
    }

    @Test("A decoder that does not make what its backbone has is found by building it")
    func mismatch() throws {
        for (old, new, line, words) in [
            ("\"kernel\": 3", "\"kernel\": 3, \"makes\": 9", 10, "[1, 16, 8, 8]"),
            ("\"kernel\": 3", "\"kernel\": 4", 10, "[1, 16, 9, 9]"),
            ("\"kernel\": 3", "\"kernel\": 3, \"makes\": 0", 12, "outChannels"),
        ] {
            let registry = try registry(
                LadderFile.source(),
                LadderDecoderFile.source(replacing: old, with: new)
            )
            let error = try #require(throws: BlueprintError.self) { try registry.checkGraphs() }
            #expect(error.description.contains(words), "\(error)")
            #expect(error.line == line, "\(error)")
        }
    }

    @Test("A decoder file is no blueprint; two decoder families of one name are refused")
    func kinds() throws {
        let error = try #require(throws: BlueprintError.self) {
            try Blueprint(LadderDecoderFile.source(), families: [LadderFamily()])
        }
        #expect(error.code == .unsupportedFormat)
        let twice = try #require(throws: BlueprintError.self) {
            try BlueprintRegistry(
                families: [],
                decoders: [LadderDecoder(), LadderDecoder()],
                files: []
            )
        }
        #expect(twice.code == .duplicateName)
    }
}
