import FrankenGraph
import FrankenRuntime
import FrankenTesting
import Testing

/// Plans with all their fusion against the plain interpreter, on graphs nobody thought of.
@Suite struct RandomGraphTests {
    /// Of the largest magnitude: a graph of 14 nodes passes rounding errors on.
    static let tolerance = 1e-4
    static let graphsPerRun: UInt64 = 50

    @Test("a random graph gives what its ops' definitions give", arguments: 0..<UInt64(8))
    func agree(run: UInt64) throws {
        for seed in (run * Self.graphsPerRun)..<((run + 1) * Self.graphsPerRun) {
            let random = try RandomGraph(seed: seed)
            let expected = try ReferenceInterpreter(seeded: random.graph)
                .run(random.inputs, shapes: random.shapes)
            let threads = 1 + Int(seed % 2)
            try check(random, random.graph, expected, threads, "fused")
            // Nothing fuses across a value that the caller gets.
            let tapped = try random.graph.tapping(random.graph.nodes.map(\.name))
            try check(random, tapped, expected, threads, "tapped")
        }
    }

    private func check(
        _ random: RandomGraph,
        _ graph: ModelGraph,
        _ expected: [String: ReferenceTensor],
        _ threads: Int,
        _ what: String
    ) throws {
        do {
            let plan = try PlanCompiler(SeededTensors.model(graph))
                .plan(inputs: random.shapes, options: .init(threads: threads))
            let found = try plan.session().run(random.inputs)
            for (name, values) in zip(graph.outputs, found) {
                let difference = Closeness.difference(
                    values,
                    (expected[name]?.values ?? []).map(Float.init)
                )
                if !(difference <= Self.tolerance) {
                    Issue.record(
                        """
                        \(graph.name), \(what), '\(name)' is off by \(difference)
                        \(try graph.text(inputs: random.shapes))
                        \(plan.steps.map { "\($0.node): \($0.kernel)" }.joined(separator: ", "))
                        """
                    )
                    return
                }
            }
        } catch {
            Issue.record(
                "\(graph.name), \(what): \(error)\n\(try graph.text(inputs: random.shapes))"
            )
        }
    }
}
