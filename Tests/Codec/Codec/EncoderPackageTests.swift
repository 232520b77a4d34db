import Foundation
import FrankenBytes
import FrankenCodec
import FrankenEntropy
import FrankenGraph
import FrankenImage
import FrankenWeights
import Testing

@Suite("The encoder package")
struct EncoderPackageTests {
    /// Runs `body` with the path of a folder that does not exist yet, in one that is removed.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let parent = FileManager.default.temporaryDirectory
            .appending(path: "package-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: parent) }
        try body(parent.appending(path: "encoder").path)
    }

    private func code(_ files: EncoderFiles) -> CodecError.Code? {
        do {
            _ = try EncoderPackage(files: files)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("comes back from a folder as it was written, and is the same bytes each time")
    func roundTrip() throws {
        let package = try TestPackage.make()
        try withFolder { path in
            try package.write(to: path)
            let read = try EncoderPackage(path: path + "/")
            #expect(read.files == package.files)
            #expect(read.description == package.description)
            #expect(read.latents == package.latents)
            #expect(read.preprocessing == package.preprocessing)
            #expect(read.model.graph == package.model.graph)
            #expect(read.reduction == 8)
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            #expect(names.count == 5)
            let beside = try FileManager.default.contentsOfDirectory(atPath: path + "/..")
            #expect(beside == ["encoder"])
        }
        #expect(try TestPackage.make().files == package.files)
    }

    @Test("is named by its parts: another weight is another encoder, another table another id")
    func identity() throws {
        let package = try TestPackage.make().description
        let weights = try TestPackage.make(model: TestPackage.model(seed: 2)).description
        #expect(weights.encoderID != package.encoderID)
        #expect(weights.tablesID == package.tablesID)
        let tables = try TestPackage.make(tables: TestPackage.tables(seed: 8)).description
        #expect(tables.encoderID == package.encoderID)
        #expect(tables.tablesID != package.tablesID)
    }

    @Test("never replaces what is there")
    func exists() throws {
        let package = try TestPackage.make()
        try withFolder { path in
            try package.write(to: path)
            let other = try TestPackage.make(qualities: [1])
            #expect(throws: CodecError(.exists, "")) { try other.write(to: path) }
            #expect(try EncoderPackage(path: path).description.qualities == [0, 3])
            #expect(throws: CodecError(.notWritten, "")) { try other.write(to: path + "/a/b") }
            let beside = try FileManager.default.contentsOfDirectory(atPath: path + "/..")
            #expect(beside == ["encoder"])
        }
    }

    @Test("a missing file is named", arguments: EncoderFiles.Name.allCases)
    func missing(name: EncoderFiles.Name) throws {
        try withFolder { path in
            try TestPackage.make().write(to: path)
            try FileManager.default.removeItem(atPath: "\(path)/\(name.rawValue)")
            let error = #expect(throws: CodecError.self) { try EncoderPackage(path: path) }
            #expect(error?.code == .missingFile)
            #expect(error?.message.contains("/\(name.rawValue)'") == true)
        }
        #expect(throws: CodecError(.missingFile, "")) { try EncoderPackage(path: "/no/where") }
    }

    @Test("a file that is far too large is not read", arguments: EncoderFiles.Name.allCases)
    func tooLarge(name: EncoderFiles.Name) throws {
        try withFolder { path in
            try TestPackage.make().write(to: path)
            let file = "\(path)/\(name.rawValue)"
            #expect(truncate(file, name.byteLimit + 1) == 0)
            #expect(throws: CodecError(.tooLarge, "")) { try EncoderPackage(path: path) }
        }
    }

    @Test("each damaged byte of each file is noticed", arguments: EncoderFiles.Name.allCases)
    func damage(name: EncoderFiles.Name) throws {
        let files = try TestPackage.make().files
        let count = files[name].count
        for position in stride(from: 0, to: count, by: max(1, count / 61)) {
            var damaged = files
            damaged[name][position] ^= 4
            // Its name and kind are all that may change in a description without notice.
            if let package = try? EncoderPackage(files: damaged) {
                #expect(name == .description)
                #expect(
                    package.description.encoderID == (try TestPackage.make().description.encoderID)
                )
            }
        }
        for length in stride(from: 0, to: count, by: max(1, count / 31)) {
            var cut = files
            cut[name].removeLast(count - length)
            #expect(code(cut) != nil, "\(name.rawValue) cut to \(length) bytes")
        }
    }

    @Test("parts of two packages are told apart, with both digests")
    func mixed() throws {
        let files = try TestPackage.make().files
        let other = try TestPackage.make(
            model: TestPackage.model(seed: 2),
            tables: TestPackage.tables(seed: 9),
            preprocessing: .imagenet()
        ).files
        for name in [EncoderFiles.Name.weights, .tables, .preprocessing] {
            var mixed = files
            mixed[name] = other[name]
            let error = #expect(throws: CodecError.self) { try EncoderPackage(files: mixed) }
            #expect(error?.code == .digestMismatch)
            #expect(error?.message.contains(name.rawValue) == true)
        }
    }

    @Test("a package of several rates has its levels as qualities, and no others")
    func levels() throws {
        let tables = try TestPackage.tables()
        let codec = try LatentCodec(
            levels: (1...3).map { level in
                let gains = [Float](repeating: Float(level), count: tables.channels.count)
                return .init(gains: gains, inverseGains: gains.map { 1 / $0 }, tables: tables)
            }
        )
        func package(_ qualities: [UInt8]?) throws -> EncoderPackage {
            try EncoderPackage(
                name: "levels",
                training: .untrained,
                qualities: qualities,
                model: TestPackage.model(),
                latents: codec,
                preprocessing: .imagenet(resize: 40, crop: 32)
            )
        }
        let made = try package(nil)
        #expect(made.description.qualities == [0, 1, 2])
        #expect(made.description.tablesDigest == codec.digest)
        let read = try EncoderPackage(files: made.files)
        #expect(read.latents == codec)
        #expect(read.decoder().tables == codec.id)
        for qualities in [[0], [0, 1], [0, 1, 2, 3], [0, 1, 3]] as [[UInt8]] {
            #expect(throws: CodecError(.inconsistent, "")) { try package(qualities) }
        }
    }

    @Test("an image that no decoder takes is not encoded")
    func largeImages() throws {
        let package = try TestPackage.make()
        let side = 4096
        let most = try package.latentShape(of: .init(width: side, height: side))
        #expect(most.planeCount * package.reduction * package.reduction == side * side)
        #expect(throws: CodecError(.invalidImage, "")) {
            try package.latentShape(of: .init(width: side + package.reduction, height: side))
        }
        #expect(package.decoder().planeLimit == most.planeCount)
    }

    @Test("tables for another number of channels are refused, naming both")
    func tableCount() throws {
        let error = #expect(throws: CodecError.self) {
            try TestPackage.make(tables: TestPackage.tables(channels: 9))
        }
        #expect(error?.code == .inconsistent)
        #expect(error?.message.contains("8 channels") == true)
        #expect(error?.message.contains("found 9") == true)
    }

    @Test("graphs that are no encoders are refused")
    func graphs() throws {
        func package(_ outputs: [String], _ flat: Bool = false) throws -> EncoderPackage {
            let model = try TestPackage.model()
            var nodes = model.graph.nodes
            if flat { nodes.append(.init("flat", .flatten(.init()), ["rb3.sum"])) }
            let graph = try ModelGraph(
                name: "encoder",
                inputs: model.graph.inputs,
                nodes: nodes,
                outputs: outputs
            )
            return try TestPackage.make(model: Model(graph: graph, weights: model.weights))
        }
        #expect(throws: CodecError(.inconsistent, "")) { try package(["rb3.sum", "rb2.sum"]) }
        #expect(throws: CodecError(.inconsistent, "")) { try package(["flat"], true) }
        // Eight channels as well, but not of the latent's size: a valid encoder of half the steps.
        #expect(try package(["rb2.sum"]).reduction == 4)
    }

    @Test("weights that are not finite or of another format are refused")
    func weights() throws {
        let model = try TestPackage.model()
        let broken = try model.graph.parameters.map { parameter in
            var floats = try model.weights.floats(named: parameter.name)
            if parameter.name == "rb2.conv1.bias" { floats[3] = .nan }
            return try MemoryTensor(name: parameter.name, shape: parameter.shape, floats: floats)
        }
        let error = #expect(throws: CodecError.self) {
            try TestPackage.make(
                model: Model(graph: model.graph, weights: TensorStore(inMemory: broken))
            )
        }
        #expect(error?.code == .malformedFile)
        #expect(error?.message.contains("rb2.conv1.bias") == true)
    }

    @Test(
        "descriptions are read strictly",
        arguments: [
            ("\"version\": 1", "\"version\": 2", .unsupportedFormat),
            ("frankensplit-encoder", "frankensplit-decoder", .unsupportedFormat),
            ("\"untrained\"", "\"somehow\"", .malformedFile),
            ("[0, 3]", "[]", .malformedFile), ("[0, 3]", "[3, 0]", .malformedFile),
            ("[0, 3]", "[0, 256]", .malformedFile), ("\"test\"", "\"\"", .malformedFile),
            ("\"test\"", "\"a\\u001b[2J\"", .malformedFile),
            ("\"version\"", "\"verzion\"", .malformedFile),
            ("{\n", "{\n  \"more\": 1,\n", .malformedFile),
        ] as [(String, String, CodecError.Code)]
    )
    func description(old: String, new: String, expected: CodecError.Code) throws {
        var files = try TestPackage.make().files
        let text = String(decoding: files.description, as: UTF8.self)
        #expect(text.contains(old))
        files.description = Array(text.replacingOccurrences(of: old, with: new).utf8)
        // Errors of our own types reach through the decoder as text.
        let found = code(files)
        #expect(found == expected || (expected == .unsupportedFormat && found == .malformedFile))
    }

    @Test("tables that cannot be fitted are refused")
    func tableFit() throws {
        let refusal = CodecError(.invalidLatents, "")
        #expect(throws: refusal) { try TableFit.tables(fitting: [], channelCount: 2) }
        #expect(throws: refusal) { try TableFit.tables(fitting: [[1, 2, 3]], channelCount: 2) }
        #expect(throws: refusal) { try TableFit.tables(fitting: [[1, .nan]], channelCount: 2) }
        #expect(throws: refusal) { try TableFit.tables(fitting: [[1, 2]], channelCount: 0) }
        let constant = try TableFit.tables(fitting: [[5, 5, 5, 5]], channelCount: 2)
        #expect(constant.channels.map(\.median) == [5, 5])
    }
}
