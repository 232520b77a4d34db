import ArgumentParser
import FrankenCodec
import FrankenCommands
import FrankenEdge
import FrankenEntropy
import FrankenImage

/// For tests, benches and first steps, until there are trained weights.
struct MakeEncoderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make-encoder",
        abstract: "Write an encoder package with random weights: right sizes, no accuracy.",
        shouldDisplay: false
    )

    @Argument(help: "The folder to make.")
    var folder: String

    @Option(help: "Chooses the weights.")
    var seed: UInt64 = 1

    @Option(help: "Bytes that a photo shall take on average.")
    var bytes = 3000

    @Option(help: "Rates, up to that of --bytes.")
    var levels = 1

    @Option(parsing: .upToNextOption, help: "Photos to fit the tables to (default: synthetic).")
    var photos: [String] = []

    func validate() throws {
        guard (1...LatentCodec.levelLimit).contains(levels) else {
            throw ValidationError(
                "--levels must be 1 to \(LatentCodec.levelLimit), found \(levels)."
            )
        }
        guard (100...100_000).contains(bytes) else {
            throw ValidationError("--bytes must be 100 to 100000, found \(bytes).")
        }
    }

    func run() throws {
        var maker = UntrainedEncoder()
        maker.seed = seed
        maker.byteCount = bytes
        maker.levelCount = levels
        let images = try photos.map { try ImageDecoder.decode(contentsOf: $0) }
        let package = try maker.package(photos: images)
        try package.write(to: folder)
        try Terminal.print(
            "\(folder)  encoder \(package.description.encoderID), tables "
                + "\(package.description.tablesID), untrained"
        )
    }
}
