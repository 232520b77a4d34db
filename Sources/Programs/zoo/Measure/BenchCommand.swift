import ArgumentParser
import FrankenBlueprint
import FrankenCommands
import FrankenFiles
import FrankenGraph
import FrankenImage
import FrankenInference
import FrankenRuntime
import FrankenWeights

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Time a backbone on this machine.",
        discussion: """
            Without --weights the weights are random: speed does not depend on them.

            Examples:
              zoo bench
              zoo bench --backbone resnet18 --batch 8 --threads 1 --precision bf16
            """
    )

    @Option(help: ArgumentHelp("The backbone, as in `zoo list`.", valueName: "name"))
    var backbone = "resnet50"

    @Option(
        help: ArgumentHelp("A checkpoint with torchvision's or timm's names.", valueName: "file"),
        completion: .file()
    )
    var weights: String?

    @Option(help: ArgumentHelp("Images that one run takes.", valueName: "count"))
    var batch = 1

    @Option(
        help: ArgumentHelp(
            "Side of the input image (default: the backbone's own).",
            valueName: "pixels"
        )
    )
    var size: Int?

    @OptionGroup var plan: PlanArguments

    @Option(help: ArgumentHelp("Timed runs, after three that are not.", valueName: "count"))
    var iterations = 20

    @Flag(help: "Print every step of the plan with its kernel and its fastest time.")
    var steps = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...4096).contains(batch), (1...1_000_000).contains(iterations),
            size.map({ (1...16384).contains($0) }) ?? true
        else {
            throw ValidationError(
                "--batch is 1 to 4096, --iterations 1 to 1000000, --size 1 to 16384."
            )
        }
    }

    func run() throws {
        let blueprint = try KnownBlueprints.registry().backbone(named: backbone)
        let model =
            if let weights {
                try BackboneLoader.load(blueprint.name, weights: weights).model
            } else {
                try Model.random(blueprint.graph(), seed: 1)
            }
        let natural = blueprint.preprocessing.outputSize
        let shape = Shape([batch, 3, size ?? natural.height, size ?? natural.width])
        let clock = ContinuousClock()
        let start = clock.now
        let compiled = try PlanCompiler(model).plan(
            inputs: [model.graph.inputs[0].name: shape],
            options: plan.options
        )
        let session = try compiled.session()
        let compileSeconds = (clock.now - start).inSeconds
        let pixels = (0..<compiled.inputs[0].elementCount).map { Float($0 % 255) / 255 - 0.5 }
        var walls: [Double] = []
        var processor: [Double] = []
        for iteration in -3..<iterations {
            let (wall, used) = (clock.now, SystemClock.processorSeconds)
            try session.run(
                write: { inputs in _ = inputs[0].update(from: pixels) },
                read: { _ in }
            )
            guard iteration >= 0 else { continue }
            walls.append((clock.now - wall).inSeconds * 1000)
            processor.append((SystemClock.processorSeconds - used) * 1000)
        }
        let timing = Timing(
            backbone: blueprint.name,
            library: InferenceLibrary.version,
            batch: batch,
            precision: plan.options.precision.rawValue,
            threads: plan.options.threads,
            wallMilliseconds: walls,
            cpuMilliseconds: processor,
            compileMilliseconds: compileSeconds * 1000,
            peakResidentBytes: ProcessUsage.peakResidentBytes,
            sessionBytes: compiled.sessionByteCount
        )
        if json {
            try JSONOutput.print(timing)
        } else {
            let lines = steps ? try profile(session) : []
            try Terminal.print((lines + [timing.text]).joined(separator: "\n"))
        }
    }

    private func profile(_ session: Session) throws -> [String] {
        try zip(session.plan.steps, session.profile(runs: iterations)).map { step, duration in
            let time = (duration.inSeconds * 1000).rounded(toPlaces: 3)
            return "\(time) ms  \(step.kernel)  \(step.node)"
        }
    }
}

/// `zoo bench --json`.
private struct Timing: Encodable {
    let schema = "zoo.bench/1"
    let backbone: String
    let library: String
    let batch: Int
    let precision: String
    let threads: Int
    let wallMilliseconds: [Double]
    let cpuMilliseconds: [Double]
    let compileMilliseconds: Double
    let peakResidentBytes: Int
    let sessionBytes: Int

    var text: String {
        let sorted = wallMilliseconds.sorted()
        let median = sorted[sorted.count / 2]
        return """
            \(backbone)  \(library)  batch \(batch)  \(precision)  \(threads) \
            \(threads == 1 ? "thread" : "threads")
            wall     min \(sorted[0].rounded(toPlaces: 2)) ms, \
            median \(median.rounded(toPlaces: 2)) ms, \
            \((1000 * Double(batch) / median).rounded(toPlaces: 1)) images/s
            compile  \(compileMilliseconds.rounded(toPlaces: 0)) ms
            memory   peak \((Double(peakResidentBytes) / 1_048_576).rounded(toPlaces: 1)) MiB, \
            session \((Double(sessionBytes) / 1_048_576).rounded(toPlaces: 1)) MiB
            """
    }
}
