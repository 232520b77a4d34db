import FrankenGraph
import FrankenRuntime
import FrankenTesting
import Testing

/// Every op and its corners against PyTorch in double precision (Tools/goldens/op_goldens.py).
@Suite struct OpGoldenTests {
    /// Of the largest magnitude of an output: single precision with sums in another order.
    static let tolerance = 1e-5
    /// bfloat16 keeps 8 bits, and each value between two steps is rounded to them.
    static let roundedTolerance = 0.03

    @Test("a plan gives what PyTorch gives", arguments: OpGolden.Family.allCases)
    func plans(family: OpGolden.Family) throws {
        for golden in try OpGolden.load(family) {
            let compiler = try PlanCompiler(SeededTensors.model(golden.graph))
            for batch in golden.mixesImages ? [3] : [1, 3] {
                for threads in [1, 2] {
                    try check(
                        golden,
                        compiler,
                        batch,
                        .init(threads: threads),
                        within: Self.tolerance
                    )
                }
            }
        }
    }

    @Test("the cases cover every op")
    func coverage() throws {
        let kinds = try OpGolden.Family.allCases.flatMap { try OpGolden.load($0) }
            .flatMap { $0.graph.nodes.map(\.op.kind) }
        #expect(Set(kinds) == Set(Op.kinds))
    }

    @Test("a bfloat16 plan is close to PyTorch", arguments: OpGolden.Family.allCases)
    func roundedPlans(family: OpGolden.Family) throws {
        guard Precision.bfloat16.isSupported else {
            print("skipped: this CPU does not compute in bfloat16")
            return
        }
        for golden in try OpGolden.load(family) {
            let compiler = try PlanCompiler(SeededTensors.model(golden.graph))
            for batch in golden.mixesImages ? [3] : [1, 3] {
                try check(
                    golden,
                    compiler,
                    batch,
                    .init(precision: .bfloat16),
                    within: Self.roundedTolerance
                )
            }
        }
    }

    @Test("the reference interpreter gives what PyTorch gives", arguments: OpGolden.Family.allCases)
    func interpreter(family: OpGolden.Family) throws {
        for golden in try OpGolden.load(family) {
            let values = try ReferenceInterpreter(seeded: golden.graph).run(
                golden.inputs(batch: 3),
                shapes: golden.shapes(batch: 3)
            )
            Closeness.check(
                golden.graph.outputs.map { (values[$0]?.values ?? []).map(Float.init) },
                golden.outputs,
                within: 1e-6,
                golden.testDescription
            )
        }
    }

    private func check(
        _ golden: OpGolden,
        _ compiler: PlanCompiler,
        _ batch: Int,
        _ options: PlanOptions,
        within tolerance: Double
    ) throws {
        let what = "\(golden.testDescription), batch \(batch), \(options)"
        do {
            let plan = try compiler.plan(inputs: golden.shapes(batch: batch), options: options)
            let found = try plan.session().run(golden.inputs(batch: batch))
            Closeness.check(found, golden.outputs(batch: batch), within: tolerance, what)
        } catch {
            Issue.record("\(what): \(error)")
        }
    }
}
