import ArgumentParser
import FrankenBundle
import FrankenBytes
import FrankenCommands
import FrankenEdge
import FrankenFailures
import FrankenFiles
import FrankenRuntime
import FrankenZoo

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Say what is on photos by way of a bitstream and installed backbones.",
        discussion: """
            Each photo goes through the encoder as on a device, and the bitstream through decoder \
            and tail of every backbone as on a server. Backbones that share an encoder share the \
            bitstream. A file that `zoo encode` wrote is taken as it is.

            Examples:
              zoo predict photo.jpg --backbone resnet50
              zoo predict photos/*.jpg --backbone all --top 1 --memory-cap 500M
              zoo predict photo.jpg --backbone swin-b -o photo.fsplit
              zoo predict photo.fsplit --backbone resnet101 --json
            """
    )

    @Argument(help: "Photos (JPEG, PNG, WebP) or bitstreams.", completion: .file())
    var photos: [String]

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "An installed bundle, or 'all'; may be given several times.",
            valueName: "name"
        ),
        completion: InstalledNames.completion
    )
    var backbone: [String]

    @OptionGroup var zoo: ZooArguments
    @OptionGroup var reading: PhotoOptions
    @OptionGroup(title: "Rate, of an encoder of several") var rate: RateArguments

    @Option(help: ArgumentHelp("Classes to print for each photo.", valueName: "count"))
    var top = 5

    @Option(help: "Number format; auto takes the fastest that this CPU has.")
    var precision = EncoderPrecision.f32

    @Option(help: ArgumentHelp("Threads (default: all processors).", valueName: "count"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "Hold compiled backbones of at most so many bytes, such as 500M; those that were not "
                + "used for longest are compiled again (default: hold all).",
            valueName: "size"
        )
    )
    var memoryCap: String?

    @Option(
        name: .shortAndLong,
        help: "Write the bitstream to this file, or existing folder; \(Outputs.help)"
    )
    var output: OutputTarget?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try Outputs.validate(output, json: json)
        if top < 1 { throw ValidationError("--top must be 1 or more, found \(top).") }
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be 1 to 1024, found \(threads).")
        }
        _ = try memoryCap.map(ByteCount.init(parsing:))
    }

    func run() throws {
        let zoo = try zoo.open()
        let (backbones, leftOut) = try backbones(zoo)
        let predictor = try Predictor(
            backbones,
            options: Predictor.Options(
                precision: precision.choice,
                threads: threads ?? PlanOptions.availableThreads,
                top: top,
                skipsOtherEncoders: backbone.contains("all"),
                rate: try rate.choice,
                photos: reading.decoder
            ),
            pool: try memoryCap.map { cap in
                try BackbonePool(
                    zoo,
                    byteLimit: ByteCount(parsing: cap).value,
                    options: PlanOptions(
                        precision: precision.choice.resolved,
                        threads: threads ?? PlanOptions.availableThreads
                    )
                )
            }
        )
        if predictor.backbones.contains(where: { $0.description.training == .untrained }) {
            Terminal.note("Nobody trained some of these decoders: the classes mean nothing.")
        }
        let targets = try output.map { try EncodeTargets(photos: photos, output: $0).pairs }
        var progress = ProgressLine(total: photos.count)
        var reports: [PredictReport] = []
        var failure: Failure?
        for (index, photo) in photos.enumerated() {
            var report = PredictReport(path: photo)
            do {
                let prediction = try predictor.predict(contentsOf: photo)
                report.add(prediction)
                if let target = targets?[index].target {
                    report.outputs = try Self.write(prediction, to: target)
                }
            } catch {
                guard let known = Failure(error) else { throw error }
                report.error = known.message ?? ""
                failure = failure ?? known
            }
            progress.clear()
            if json { reports.append(report) } else { try report.print(besides: output) }
            progress.update(index + 1, photo)
        }
        progress.clear()
        if json { try JSONOutput.print(Answer(predictor, leftOut, reports)) }
        if let failure { throw Failure(nil, failure.kind) }
    }

    private func backbones(_ zoo: Zoo) throws -> (ready: [ZooBackbone], leftOut: [LeftOut]) {
        guard backbone.contains("all") else {
            return (try backbone.map { try zoo.backbone($0) }, [])
        }
        let (ready, failures) = try zoo.backbones()
        let leftOut = failures.map { LeftOut(backbone: $0.reference, reason: "\($0.error)") }
        for left in leftOut { Terminal.note("\(left.backbone) is left out: \(left.reason)") }
        guard !ready.isEmpty else {
            throw Failure(
                failures.isEmpty
                    ? "Nothing is installed. Look for a bundle with `zoo search`, then: zoo install NAME"
                    : "None of the installed bundles can be used.",
                .notFound
            )
        }
        return (ready, leftOut)
    }

    /// One file, or one for each encoder.
    private static func write(_ prediction: PhotoPrediction, to target: OutputTarget) throws
        -> [String]
    {
        guard prediction.encodings.count > 1 else {
            for encoding in prediction.encodings { try Outputs.write(encoding.stream, to: target) }
            return prediction.encodings.map { _ in target.path }
        }
        guard !target.isStandardOutput else {
            throw Failure(
                "The bitstreams of several encoders cannot all go to standard output. Name a file.",
                .usage
            )
        }
        let suffix = ".fsplit"
        return try prediction.encodings.map { encoding in
            var path = target.path
            if path.hasSuffix(suffix) { path.removeLast(suffix.count) }
            path += ".\(encoding.identity)\(suffix)"
            try Outputs.write(encoding.stream, to: OutputTarget(path: path))
            return path
        }
    }

    /// An installed bundle that cannot answer, of `--backbone all`.
    private struct LeftOut: Encodable {
        let backbone: String
        let reason: String
    }

    private struct Answer: Encodable {
        let schema = "zoo.predict/1"
        let backbones: [String]
        let leftOut: [LeftOut]
        let precision: String
        let threads: Int
        let photos: [PredictReport]

        init(_ predictor: Predictor, _ leftOut: [LeftOut], _ photos: [PredictReport]) {
            self.leftOut = leftOut
            backbones = predictor.backbones.map(\.reference)
            precision = predictor.options.precision.resolved.rawValue
            threads = predictor.options.threads
            self.photos = photos
        }
    }
}
