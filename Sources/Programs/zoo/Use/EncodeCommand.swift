import ArgumentParser
import FrankenCodec
import FrankenCommands
import FrankenEdge
import FrankenEntropy
import FrankenFiles
import FrankenImage
import FrankenRuntime

struct EncodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Turn photos (JPEG, PNG, WebP) into bitstreams of a few kilobytes.",
        discussion: """
            One photo goes to the file named by --output; several go to the folder named by it, \
            as PHOTO.fsplit. A photo that cannot be encoded is reported, the others are encoded, \
            and the exit code is 65 or 66.

            Examples:
              zoo encode photo.jpg -o photo.fsplit --encoder DIR
              zoo encode photos/*.jpg -o streams --encoder DIR --json
              zoo encode photo.jpg -o photo.fsplit --encoder DIR --max-bytes 1500
              zoo encode photo.jpg -o photo.fsplit --encoder DIR --max-milliseconds 200 --bandwidth 270k
            """
    )

    @Argument(help: "Photos.", completion: .file())
    var photos: [String]

    @Option(
        name: .shortAndLong,
        help: "The bitstream's file, or an existing folder; \(Outputs.help)"
    )
    var output: OutputTarget

    @Option(help: "An encoder package, or an installed bundle.", completion: .directory)
    var encoder: String

    @Option(help: "Number format; auto takes the fastest that this CPU has.")
    var precision = EncoderPrecision.auto

    @Option(help: "Entropy coder: 1, or 0 for CompressAI's stream.")
    var coder = CoderArgument.lanes

    @OptionGroup(title: "Rate, of an encoder of several") var rate: RateArguments

    @Flag(help: "Encode photos at their own size instead of resizing and cropping them.")
    var native = false

    @OptionGroup var reading: PhotoOptions

    @Flag(help: "Decode JPEG at full size, as in training; slower for camera photos.")
    var fullJpeg = false

    @Option(help: ArgumentHelp("Threads (default: all processors).", valueName: "count"))
    var threads: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try Outputs.validate(output, json: json)
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be 1 to 1024, found \(threads).")
        }
    }

    func run() async throws {
        let package = try EncoderLoader.load(encoder)
        let threads = threads ?? PlanOptions.availableThreads
        // Photos side by side use processors better than one photo in parts.
        let workers = min(threads, photos.count)
        let batch = EncodeBatch(
            package: package,
            options: EdgeOptions(
                precision: precision.choice,
                threads: max(1, threads / workers),
                coder: coder.coder,
                rate: try rate.choice,
                sizing: native ? .native : .trained,
                jpegDecoding: fullJpeg ? .full : .reduced,
                photos: reading.decoder
            ),
            workers: workers
        )
        let targets = try EncodeTargets(photos: photos, output: output)
        let clock = ContinuousClock()
        let start = clock.now
        var progress = ProgressLine(total: photos.count)
        var done = 0
        let results = try await batch.encode(targets.pairs) { photo in
            done += 1
            progress.update(done, photo)
        }
        progress.clear()
        let report = EncodeReport(
            package: package,
            precision: precision.choice.resolved,
            isChosen: precision == .auto,
            threads: threads,
            seconds: (clock.now - start).inSeconds,
            photos: zip(photos, results).map { path, result in .init(path: path, result) }
        )
        try report.print(asJSON: json, besides: output)
        let errors = results.compactMap { result -> (any Error)? in
            if case .failure(let error) = result { error } else { nil }
        }
        if let failure = Failure(parts: errors) { throw failure }
    }
}
