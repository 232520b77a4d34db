import FrankenGraph
import FrankenRuntime
import FrankenTorch
import Testing

/// The executor against plans of the runtime, on every op.
@Suite struct ForwardParityTests {
    @Test("the executor gives what a plan gives", arguments: GraphCase.families)
    func full(family: String) throws {
        for sample in try GraphCase.load(family) {
            let found = try outputs(of: sample, .full)
            for (index, pair) in zip(found, try planned(sample)).enumerated() {
                let difference = difference(pair.0, pair.1)
                #expect(difference <= 2e-5, "\(sample), output \(index): off by \(difference)")
            }
        }
    }

    @Test("bfloat16 stays close to a plan in single precision", arguments: GraphCase.families)
    func rounded(family: String) throws {
        for sample in try GraphCase.load(family) {
            let found = try outputs(of: sample, .bfloat16)
            for (index, pair) in zip(found, try planned(sample)).enumerated() {
                let difference = difference(pair.0, pair.1)
                #expect(difference <= 0.04, "\(sample), output \(index): off by \(difference)")
            }
        }
    }

    @Test("the cases cover every op")
    func coverage() throws {
        let kinds = try GraphCase.families.flatMap { try GraphCase.load($0) }
            .flatMap { $0.graph.nodes.map(\.op.kind) }
        #expect(Set(kinds) == Set(Op.kinds))
    }

    private func outputs(
        of sample: GraphCase,
        _ arithmetic: ExecutorOptions.Arithmetic
    ) throws -> [[Float]] {
        let executor = try TrainingExecutor(
            sample.graph,
            options: .init(mode: .evaluation, arithmetic: arithmetic)
        )
        let parameters = try ParameterSet(of: sample.model(), isTrainable: true)
        return try executor.run(sample.inputTensors(), parameters: parameters).outputs
            .map { try $0.floats() }
    }

    private func planned(_ sample: GraphCase) throws -> [[Float]] {
        let compiler = try PlanCompiler(sample.model())
        let plan = try compiler.plan(inputs: sample.shapes.mapValues { Shape($0) })
        return try plan.session().run(sample.inputs())
    }
}
