import ArgumentParser
import FrankenBlueprint
import FrankenImage
import FrankenPipeline
import FrankenRuntime

struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Say what is on photos (JPEG, PNG, WebP).",
        discussion: """
            A photo that cannot be read is reported, the others are classified, and the exit code \
            is 65.
            """
    )

    @Argument(help: "Photos.", completion: .file())
    var photos: [String]

    @OptionGroup var options: BackboneOptions
    @OptionGroup var plan: PlanArguments

    @Option(help: "Classes to print for each photo.")
    var top = 5

    @Option(help: "Photos that run through the network at once.")
    var batch = 1

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if top < 1 { throw ValidationError("--top must be 1 or more, found \(top).") }
    }

    func run() throws {
        let classifier = try Classifier(
            options.load(),
            batch: max(1, min(batch, photos.count)),
            options: plan.options
        )
        var progress = ProgressLine(total: photos.count)
        var results: [Result] = []
        var pending: [(path: String, image: PixelImage)] = []
        func flush() throws {
            let answers = try classifier.classify(pending.map(\.image), top: top)
            for (item, predictions) in zip(pending, answers) {
                report(Result(path: item.path, predictions: predictions), &results)
            }
            pending.removeAll()
        }
        let decoder = ImageDecoder()
        for (index, path) in photos.enumerated() {
            do {
                pending.append((path, try decoder.decode(contentsOf: path)))
            } catch {
                try flush()
                progress.finish()
                report(Result(path: path, error: error.message), &results)
            }
            if pending.count == classifier.batch { try flush() }
            progress.update(index + 1, path)
        }
        try flush()
        progress.finish()
        if json {
            try JSONOutput.print(Answer(classifier, results))
        }
        if results.contains(where: { $0.error != nil }) { throw Failure.badData }
    }

    /// Prints a result as soon as it is there, or keeps it for JSON.
    private func report(_ result: Result, _ results: inout [Result]) {
        results.append(result)
        guard !json else { return }
        if let error = result.error {
            Terminal.note("zoo: \(result.path): \(error)")
            return
        }
        print(result.path)
        for prediction in result.predictions ?? [] {
            let percent = (prediction.probability * 100).rounded(toPlaces: 1)
            let blanks = String(repeating: " ", count: max(0, 6 - percent.count))
            print("  \(blanks)\(percent) %  \(prediction.name)")
        }
    }

    /// What is known of one photo.
    private struct Result: Encodable {
        struct Line: Encodable {
            let index: Int
            let id: String
            let name: String
            let probability: Double
        }

        let path: String
        var predictions: [Line]?
        var error: String?

        init(path: String, predictions: [Prediction]) {
            self.path = path
            self.predictions = predictions.map {
                Line(
                    index: $0.index,
                    id: $0.label.id,
                    name: $0.label.name,
                    probability: $0.probability
                )
            }
        }

        init(path: String, error: String) {
            self.path = path
            self.error = error
        }
    }

    /// `zoo classify --json`.
    private struct Answer: Encodable {
        let schema = "zoo.classify/1"
        let backbone: String
        let precision: String
        let threads: Int
        let results: [Result]

        init(_ classifier: Classifier, _ results: [Result]) {
            backbone = classifier.backbone.blueprint.name
            precision = classifier.plan.options.precision.rawValue
            threads = classifier.plan.options.threads
            self.results = results
        }
    }
}
