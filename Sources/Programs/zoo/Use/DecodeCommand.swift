import ArgumentParser
import FrankenBytes
import FrankenCodec
import FrankenCommands
import FrankenEntropy
import FrankenFiles
import FrankenWeights

struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Turn a bitstream into its latent, a safetensors file.",
        discussion: """
            The file holds `symbols`, the integers that were coded, and `latent`, the symbols plus \
            each channel's median: what a decoder network takes. Both are [1, C, H, W].
            """
    )

    @Argument(help: "A bitstream.", completion: .file())
    var file: String

    @Option(help: "The encoder package that made it, or a bundle of it.", completion: .directory)
    var encoder: String

    @Option(name: .shortAndLong, help: "The safetensors file to write; \(Outputs.help)")
    var output: OutputTarget

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try Outputs.validate(output, json: json)
    }

    func run() throws {
        try output.check(against: [file])
        let package = try EncoderLoader.load(encoder)
        let stream = try StreamFile.read(file)
        var symbols: [Int32] = []
        var latent: [Float] = []
        let shape: LatentShape
        do {
            let header = try package.decoder().decode(stream.span, into: &symbols)
            let level = try package.latents.level(ofQuality: header.quality)
            shape = header.shape
            try package.latents.dequantize(
                symbols.span,
                shape: shape,
                level: level,
                into: &latent
            )
        } catch {
            throw StreamFile.failure(file, error)
        }
        let extents = [1, shape.channels, shape.height, shape.width]
        let bytes = symbols.flatMap { symbol in
            (0..<4).map { UInt8(truncatingIfNeeded: symbol >> (8 * $0)) }
        }
        let store = try TensorStore(
            inMemory: [
                MemoryTensor(name: "latent", shape: extents, floats: latent),
                MemoryTensor(name: "symbols", scalarType: .int32, shape: extents, bytes: bytes),
            ],
            metadata: ["encoder": "\(package.description.encoderID)"]
        )
        do {
            try SafetensorsWriter().write(store, to: output)
        } catch {
            throw Failure(creating: output.path, error)
        }
        let answer = Answer(path: file, output: output.path, shape: extents)
        if json { return try JSONOutput.print(answer) }
        try Terminal.print("\(output.path)  latent \(shape)", besides: output)
    }

    private struct Answer: Encodable {
        let schema = "zoo.decode/1"
        let path: String
        let output: String
        let shape: [Int]
    }
}
