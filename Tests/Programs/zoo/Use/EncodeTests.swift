import Foundation
import FrankenCodec
import FrankenEdge
import FrankenEntropy
import FrankenImage
import FrankenRuntime
import FrankenWeights
import Testing

@Suite("zoo encode, inspect and decode", .serialized)
struct EncodeTests {
    private struct Encoded: Decodable {
        struct Photo: Decodable {
            let path: String
            let output: String?
            let bytes: Int?
            let error: String?
        }

        let schema: String
        let encoder: String
        let tables: String
        let training: String
        let precision: String
        let threads: Int
        let photos: [Photo]
    }

    private struct Inspected: Decodable {
        let schema: String
        let coder: Int
        let encoder: String
        let shape: [Int]
        let bytes: Int
        let headerBytes: Int
        let payloadBytes: Int
        let bitsPerPixel: Double?
        let modelBits: Double?
        let bitsPerChannel: [Double]?
    }

    /// An encoder for small photos, shared by all tests.
    private static let package = Result { () throws -> EncoderPackage in
        var maker = UntrainedEncoder()
        maker.preprocessing = .imagenet(resize: 72, crop: 64)
        maker.byteCount = 400
        return try maker.package()
    }

    private let folder: ScratchFolder
    private let encoder: String

    init() throws {
        folder = try ScratchFolder()
        encoder = folder.file("encoder").path
        try Self.package.get().write(to: encoder)
    }

    private func library(_ photo: String, coder: CoderID = .lanes) throws -> [UInt8] {
        let options = EdgeOptions(precision: .fixed(.float32), coder: coder)
        let bytes = try ImageDecoder().read(contentsOf: SmallModel.photo(photo))
        return try EdgeEncoder(Self.package.get(), options: options).encode(file: bytes)
    }

    private func file(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.file(name)))
    }

    @Test("one photo becomes the library's bytes", arguments: [0, 1])
    func one(coder: Int) throws {
        let outcome = try ZooProcess.run([
            "encode", SmallModel.photo("stripes.jpg"), "-o", folder.file("a").path, "--encoder",
            encoder, "--precision", "f32", "--coder", "\(coder)",
        ])
        #expect(outcome.status == 0)
        let expected = try library("stripes.jpg", coder: coder == 0 ? .compressAI : .lanes)
        #expect(try file("a") == expected)
        #expect(outcome.output == "\(folder.file("a").path)  \(expected.count) bytes\n")
        #expect(outcome.errors.contains("untrained"))
    }

    @Test("several photos go to a folder, with threads or without", arguments: [1, 2, 8])
    func several(threads: Int) throws {
        let names = ["grey.png", "ramp.png", "rings.webp", "stripes.jpg"]
        let outcome = try ZooProcess.run(
            ["encode", "--json", "--precision", "f32", "--threads", "\(threads)"]
                + ["-o", folder.url.path, "--encoder", encoder] + names.map(SmallModel.photo)
        )
        #expect(outcome.status == 0)
        let answer = try outcome.json(Encoded.self)
        let description = try Self.package.get().description
        #expect(answer.schema == "zoo.encode/1" && answer.training == "untrained")
        #expect(answer.encoder == "\(description.encoderID)")
        #expect(answer.tables == "\(description.tablesID)")
        #expect(answer.precision == "f32" && answer.threads == threads)
        #expect(answer.photos.map(\.path) == names.map(SmallModel.photo))
        for (name, photo) in zip(names, answer.photos) {
            let expected = try library(name)
            #expect(photo.bytes == expected.count)
            #expect(try file("\(name).fsplit") == expected)
        }
    }

    @Test("a bad photo is named, the others are encoded")
    func badAmongGood() throws {
        let names = ["ramp.png", "truncated.jpg", "missing.png", "stripes.jpg"]
        let outcome = try ZooProcess.run(
            ["encode", "-o", folder.url.path, "--encoder", encoder] + names.map(SmallModel.photo)
        )
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains(SmallModel.photo("truncated.jpg")))
        #expect(outcome.errors.contains(SmallModel.photo("missing.png")))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        #expect(files == ["encoder", "ramp.png.fsplit", "stripes.jpg.fsplit"])
    }

    @Test("several photos go to a folder, which is made; not to a file")
    func newFolder() throws {
        let photos = ["ramp.png", "rings.webp"].map(SmallModel.photo)
        let made = folder.file("made").path
        let outcome = try ZooProcess.run(["encode", "-o", made, "--encoder", encoder] + photos)
        #expect(outcome.status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: made).sorted()
        #expect(names == ["ramp.png.fsplit", "rings.webp.fsplit"])
        let refused = try ZooProcess.run(
            ["encode", "-o", made + "/ramp.png.fsplit", "--encoder", encoder] + photos
        )
        #expect(refused.status == 64)
        #expect(refused.errors.contains("need a folder"))
    }

    @Test("wrong usage and missing files have their exit codes")
    func exitCodes() throws {
        let photo = SmallModel.photo("ramp.png")
        let output = folder.file("out").path
        func status(_ arguments: String...) throws -> Int32 {
            try ZooProcess.run(arguments).status
        }
        #expect(try status("encode", photo, "-o", output, "--encoder", "/no/where") == 66)
        #expect(try status("encode", "/no/photo", "-o", output, "--encoder", encoder) == 66)
        #expect(try status("encode", photo, photo, "-o", output, "--encoder", encoder) == 64)
        #expect(
            try status("encode", photo, "-o", output, "--encoder", encoder, "--coder", "2") == 64
        )
        #expect(
            try status("encode", photo, "-o", output, "--encoder", encoder, "--level", "7") == 64
        )
        #expect(
            try status("encode", photo, "-o", "/no/where/x", "--encoder", encoder) == 73
        )
        #expect(
            try status("encode", photo, photo, "-o", folder.url.path, "--encoder", encoder) == 64
        )
        #expect(try status("inspect", "/no/stream") == 66)
        #expect(try status("inspect", photo) == 65)
        #expect(try status("inspect", photo, "--heatmap", output) == 64)
        #expect(try status("decode", photo, "--encoder", encoder, "-o", output) == 65)
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test("inspect tells the header, the bits of each channel, and draws where they are")
    func inspect() throws {
        let stream = try library("rings.webp")
        try Data(stream).write(to: folder.file("s"))
        let header = try ZooProcess.run(["inspect", folder.file("s").path, "--json"])
        let short = try header.json(Inspected.self)
        #expect(short.schema == "zoo.inspect/1" && short.coder == 1)
        #expect(short.encoder == "\(try Self.package.get().description.encoderID)")
        #expect(short.shape == [48, 8, 8] && short.bitsPerChannel == nil)
        #expect(
            short.bytes == stream.count && short.headerBytes + short.payloadBytes == stream.count
        )

        let heatmap = folder.file("map.png")
        let outcome = try ZooProcess.run([
            "inspect", folder.file("s").path, "--encoder", encoder, "--json", "--heatmap",
            heatmap.path,
        ])
        #expect(outcome.status == 0)
        let long = try outcome.json(Inspected.self)
        var symbols: [Int32] = []
        let package = try Self.package.get()
        let shape = try package.decoder().decode(stream.span, into: &symbols).shape
        let bits = try package.latents.bitsPerChannel(of: symbols.span, shape: shape)
        let found = try #require(long.bitsPerChannel)
        #expect(found.count == bits.count)
        for (a, b) in zip(found, bits) { #expect(abs(a - b) <= 1e-3 * (1 + b)) }
        let total = try #require(long.modelBits)
        #expect(abs(total - bits.reduce(0, +)) <= 1)
        #expect(long.bitsPerPixel == Double(stream.count) * 8 / (64 * 64))
        let map = try ImageDecoder.decode(contentsOf: heatmap.path)
        #expect(map.width == 64 && map.height == 64)
        // The richest position is white, and not all are.
        let pixels = stride(from: 0, to: map.rgb.count, by: 3).map { Array(map.rgb[$0..<$0 + 3]) }
        #expect(pixels.contains([255, 255, 230]) && Set(pixels).count > 8)
        let text = try ZooProcess.run(["inspect", folder.file("s").path, "--encoder", encoder])
        #expect(text.output.contains("48 x 8 x 8") && text.output.contains("bpp"))
    }

    @Test("decode gives the symbols and the latent")
    func decode() throws {
        let stream = try library("ramp.png")
        try Data(stream).write(to: folder.file("s"))
        let output = folder.file("latent.safetensors").path
        let outcome = try ZooProcess.run([
            "decode", folder.file("s").path, "--encoder", encoder, "-o", output,
        ])
        #expect(outcome.status == 0)
        let package = try Self.package.get()
        var (symbols, latent): ([Int32], [Float]) = ([], [])
        let shape = try package.decoder().decode(stream.span, into: &symbols).shape
        try package.latents.dequantize(symbols.span, shape: shape, into: &latent)
        let store = try TensorStore.open(path: output)
        #expect(store["latent"]?.shape == [1, 48, 8, 8])
        #expect(try store.floats(named: "latent") == latent)
        #expect(try store.floats(named: "symbols") == symbols.map(Float.init))
        #expect(store.metadata["encoder"] == "\(package.description.encoderID)")
    }

    @Test("a stream of another encoder is refused, naming both")
    func foreign() throws {
        try Data(try library("ramp.png")).write(to: folder.file("s"))
        var maker = UntrainedEncoder()
        maker.seed = 2
        maker.preprocessing = .imagenet(resize: 72, crop: 64)
        let other = try maker.package()
        try other.write(to: folder.file("other").path)
        for command in [["decode", "-o", folder.file("x").path], ["inspect"]] {
            let outcome = try ZooProcess.run(
                command + [folder.file("s").path, "--encoder", folder.file("other").path]
            )
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains("\(other.description.encoderID)"))
            #expect(
                outcome.errors.contains("\(try Self.package.get().description.encoderID)")
            )
        }
    }

    @Test("zoo-encode, the program for devices, writes the same bytes and has the same exit codes")
    func small() throws {
        func run(_ arguments: String...) throws -> Int32 {
            let process = Process()
            process.executableURL = try ZooProcess.executable().deletingLastPathComponent()
                .appending(path: "zoo-encode")
            process.arguments = arguments
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try ZooProcess.start(process)
            process.waitUntilExit()
            return process.terminationStatus
        }
        let (photo, output) = (SmallModel.photo("stripes.jpg"), folder.file("device").path)
        #expect(
            try run(photo, "--encoder", encoder, "--precision", "f32", "-o", output) == 0
        )
        #expect(try file("device") == library("stripes.jpg"))
        #expect(try run("--help") == 0)
        #expect(try run(photo) == 64)
        #expect(try run(photo, "--encoder", encoder, "--threads", "0") == 64)
        #expect(try run(photo, "--encoder", "/no/where") == 66)
        #expect(
            try run(SmallModel.photo("truncated.jpg"), "--encoder", encoder, "-o", output) == 65
        )
        #expect(try run(photo, "--encoder", encoder, "-o", "/no/where/x") == 73)
    }
}
