import ArgumentParser
import FrankenBlueprint
import FrankenImage
import FrankenInference
import FrankenRuntime

struct ClassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Say what is on photos (JPEG, PNG, WebP).",
        discussion: """
            A photo that cannot be used is reported and the others are classified; the exit code \
            is 65 then, or 66 when all that is wrong is that files are missing.

            Examples:
              zoo classify cat.jpg --backbone resnet50 --weights resnet50-0676ba61.pth
              zoo classify photos/*.jpg --backbone resnet50 --weights FILE --top 1 --batch 8
            """
    )

    @Argument(help: "Photos.", completion: .file())
    var photos: [String]

    @OptionGroup var options: BackboneOptions
    @OptionGroup var preparation: PreparationOptions
    @OptionGroup var reading: PhotoOptions
    @OptionGroup var plan: PlanArguments

    @Option(help: ArgumentHelp("Classes to print for each photo.", valueName: "count"))
    var top = 5

    @Option(help: ArgumentHelp("Photos that go through the network at once.", valueName: "count"))
    var batch = 1

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if top < 1 { throw ValidationError("--top must be 1 or more, found \(top).") }
        try BatchOption.validate(batch)
    }

    func run() async throws {
        let classifier = try Classifier(
            preparation.applied(to: options.load()),
            batch: min(batch, photos.count),
            options: plan.options
        )
        var progress = ProgressLine(total: photos.count)
        var results: [PhotoReport] = []
        var errors: [ImageError] = []
        try await classifier.classify(files: photos, top: top, decoder: reading.decoder) {
            index,
            answer in
            progress.clear()
            let report = PhotoReport(path: photos[index], answer)
            if json { results.append(report) } else { try report.print() }
            if case .failure(let error) = answer { errors.append(error) }
            progress.update(index + 1, photos[index])
        }
        progress.clear()
        if json { try JSONOutput.print(Answer(classifier, results)) }
        if let failure = Failure(photos: errors) { throw failure }
    }

    /// `zoo classify --json`.
    private struct Answer: Encodable {
        let schema = "zoo.classify/1"
        let backbone: String
        let precision: String
        let threads: Int
        let results: [PhotoReport]

        init(_ classifier: Classifier, _ results: [PhotoReport]) {
            backbone = classifier.backbone.blueprint.name
            precision = classifier.plan.options.precision.rawValue
            threads = classifier.plan.options.threads
            self.results = results
        }
    }
}
