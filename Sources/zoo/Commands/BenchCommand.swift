import ArgumentParser
import FrankenFamilies
import FrankenGraph
import FrankenPipeline
import FrankenRuntime

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bench", abstract: "Time a backbone.")
    @Option var backbone = "resnet50"
    @Option var batch = 1
    @Option var size = 224
    @Option var threads = 1
    @Option var precision = "f32"
    @Option var iterations = 20
    @Flag var steps = false

    func run() throws {
        let registry = try BuiltInBlueprints.registry()
        let graph = try registry.backbone(named: backbone).graph()
        let model = try Model.random(graph, seed: 1)
        let compiler = try PlanCompiler(model)
        let clock = ContinuousClock()
        let start = clock.now
        let plan = try compiler.plan(
            inputs: [graph.inputs[0].name: Shape([batch, 3, size, size])],
            options: .init(precision: Precision(rawValue: precision)!, threads: threads))
        print("compile", clock.now - start, "arena", plan.sessionByteCount)
        if steps { for step in plan.steps { print(step.node, step.kernel) } }
        let session = try plan.session()
        let input = [Float](repeating: 0.5, count: batch * 3 * size * size)
        var best = Duration.seconds(1000)
        for _ in 0..<iterations {
            let duration = try clock.measure { _ = try session.run([input]) }
            best = min(best, duration)
        }
        print("best", best, try session.run([input])[0].prefix(4))
    }
}
