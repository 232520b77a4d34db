import ArgumentParser
import FrankenBytes
import FrankenCodec
import FrankenCommands
import FrankenEdge
import FrankenFiles
import FrankenImage
import FrankenRuntime

/// For `Tools/bench/encoder`: an image to a bitstream, again and again.
struct BenchEncodeCommand: ParsableCommand {
    enum Source: String, ExpressibleByArgument, CaseIterable {
        /// Decoded pixels of the trained size, in memory.
        case rgb
        /// The file's bytes, in memory.
        case file
    }

    static let configuration = CommandConfiguration(
        commandName: "bench-encode",
        abstract: "Time encoding an image on this machine.",
        shouldDisplay: false
    )

    @Argument(help: "A photo.")
    var photo: String

    @Option(help: "An encoder package.")
    var encoder: String

    @Option(help: "What is timed: rgb to bitstream, or file to bitstream.")
    var source = Source.rgb

    @Option(help: "Number format.")
    var precision = EncoderPrecision.f32

    @Option(help: "Entropy coder.")
    var coder = CoderArgument.lanes

    @Flag(help: "Decode JPEG at full size.")
    var fullJpeg = false

    @Option(help: "Threads.")
    var threads = 1

    @Option(help: "Timed runs, after three that are not.")
    var iterations = 20

    func validate() throws {
        guard (1...1_000_000).contains(iterations), (1...1024).contains(threads) else {
            throw ValidationError("--iterations is 1 to 1000000, --threads 1 to 1024.")
        }
    }

    func run() throws {
        let package = try EncoderPackage(path: encoder)
        let clock = ContinuousClock()
        let start = clock.now
        let edge = try EdgeEncoder(
            package,
            options: EdgeOptions(
                precision: precision.choice,
                threads: threads,
                coder: coder.coder,
                sizing: source == .rgb ? .native : .trained,
                jpegDecoding: fullJpeg ? .full : .reduced
            )
        )
        let compiled = (clock.now - start).inSeconds
        let bytes = try ImageDecoder().read(contentsOf: photo)
        let pixels = try package.preprocessing.croppedPixels(of: ImageDecoder.decode(bytes: bytes))
        let rgb = pixels.rgb
        var stream: [UInt8] = []
        var walls: [Double] = []
        var processor: [Double] = []
        for iteration in -3..<iterations {
            let (wall, used) = (clock.now, SystemClock.processorSeconds)
            switch source {
            case .rgb:
                try edge.encode(
                    rgb: rgb.span,
                    width: pixels.width,
                    height: pixels.height,
                    into: &stream
                )
            case .file: try edge.encode(file: bytes.span, into: &stream)
            }
            guard iteration >= 0 else { continue }
            walls.append((clock.now - wall).inSeconds * 1000)
            processor.append((SystemClock.processorSeconds - used) * 1000)
        }
        try JSONOutput.print(
            Timing(
                precision: edge.precision.rawValue,
                threads: threads,
                bytes: stream.count,
                wallMilliseconds: walls,
                cpuMilliseconds: processor,
                compileMilliseconds: compiled * 1000
            )
        )
    }

    private struct Timing: Encodable {
        let schema = "zoo.bench-encode/1"
        let precision: String
        let threads: Int
        let bytes: Int
        let wallMilliseconds: [Double]
        let cpuMilliseconds: [Double]
        let compileMilliseconds: Double
    }
}
