import ArgumentParser
import FrankenBytes
import FrankenCodec
import FrankenCommands
import FrankenEntropy
import FrankenFiles
import FrankenImage

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a bitstream holds, and where its bits go.",
        discussion: """
            The header can be read without the encoder. With --encoder the payload is decoded too: \
            bits per channel, and --heatmap for bits per position.
            """
    )

    @Argument(help: "A bitstream.", completion: .file())
    var file: String

    @Option(help: "The encoder package that made it, or a bundle of it.", completion: .directory)
    var encoder: String?

    @Option(
        help:
            "A PNG to write: bits per latent position, bright where many are spent; \(Outputs.help)"
    )
    var heatmap: OutputTarget?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try Outputs.validate(heatmap, json: json)
        if heatmap != nil, encoder == nil { throw ValidationError("--heatmap needs --encoder.") }
    }

    func run() throws {
        try heatmap?.check(against: [file])
        let stream = try StreamFile.read(file)
        let header: BitstreamHeader
        do {
            header = try BitstreamHeader(reading: stream.span)
        } catch {
            throw StreamFile.failure(file, error)
        }
        var report = InspectReport(path: file, header, byteCount: stream.count)
        if let encoder {
            let package = try EncoderLoader.load(encoder)
            var symbols: [Int32] = []
            do {
                _ = try package.decoder().decode(stream.span, into: &symbols)
                let bits = try package.latents.bitsPerSymbol(
                    of: symbols.span,
                    shape: header.shape,
                    level: package.latents.level(ofQuality: header.quality)
                )
                report.add(bits, package, header.shape)
                if let heatmap {
                    try Outputs.write(
                        HeatMap(bits, shape: header.shape).image().pngBytes(),
                        to: heatmap
                    )
                }
            } catch let error as BitstreamError {
                throw StreamFile.failure(file, error)
            }
        }
        if json { return try JSONOutput.print(report) }
        try Terminal.print(report.text, besides: heatmap)
    }
}
