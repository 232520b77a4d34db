import FrankenGraph
import FrankenRuntime
import FrankenTesting
import Testing

@Suite struct PlanTests {
    /// Of the largest magnitude: another fusion adds in another order.
    static let tolerance = 2e-6

    private func run(
        _ graph: ModelGraph,
        weightsOf whole: Model,
        _ shapes: [String: Shape],
        _ inputs: [[Float]]
    ) throws -> (ports: [Plan.Port], values: [[Float]]) {
        let weights = try whole.weights(for: graph)
        let plan = try PlanCompiler(Model(graph: graph, weights: weights)).plan(inputs: shapes)
        return (plan.outputs, try plan.session().run(inputs))
    }

    @Test("head then tail equals the whole, wherever the cut is")
    func cuts() throws {
        let graph = try NetworkSamples.residual()
        let model = try SeededTensors.model(graph)
        let (shapes, image) = NetworkSamples.image()
        let whole = try run(graph, weightsOf: model, shapes, [image]).values
        var cuts = 0
        for node in graph.nodes.dropLast() {
            guard let parts = try? graph.cut(at: node.name) else { continue }
            let head = try run(parts.head, weightsOf: model, shapes, [image])
            #expect(head.ports.map(\.name) == [node.name])
            let crossing = [node.name: Shape(head.ports[0].shape)]
            let tail = try run(parts.tail, weightsOf: model, crossing, head.values)
            Closeness.check(tail.values, whole, within: Self.tolerance, "cut at \(node.name)")
            cuts += 1
        }
        // All but those beside a shortcut.
        #expect(cuts == 9)
    }

    @Test("tapped values are those of the graph that is not tapped")
    func taps() throws {
        let graph = try NetworkSamples.residual()
        let model = try SeededTensors.model(graph)
        let (shapes, image) = NetworkSamples.image()
        let names = graph.nodes.map(\.name)
        let all = try run(graph.tapping(names), weightsOf: model, shapes, [image])
        #expect(all.ports.map(\.name) == names)
        for (name, values) in zip(names, all.values) {
            let alone = try run(graph.tapping([name]), weightsOf: model, shapes, [image])
            Closeness.check(alone.values, [values], within: 2e-5, "tap \(name)")
        }
    }

    @Test("plans of one compiler share packed weights")
    func sharedWeights() throws {
        let compiler = try PlanCompiler(SeededTensors.model(NetworkSamples.residual()))
        #expect(compiler.packedWeightByteCount == 0)
        var options = PlanOptions()
        // The region of Winograd kernels depends on the image's size.
        options.usesWinograd = false
        let first = try compiler.plan(inputs: NetworkSamples.image().shapes, options: options)
        let packed = compiler.packedWeightByteCount
        #expect(packed > 4 * 18_000)
        _ = try compiler.plan(inputs: NetworkSamples.image().shapes, options: options)
        _ = try compiler.plan(inputs: NetworkSamples.image(batch: 4).shapes, options: options)
        #expect(compiler.packedWeightByteCount == packed)
        let image = NetworkSamples.image().values
        let second = try compiler.plan(inputs: NetworkSamples.image().shapes, options: options)
        #expect(try first.session().run([image]) == second.session().run([image]))
    }

    @Test("a plan fuses: fewer steps than nodes, each with its kernel")
    func fusion() throws {
        let graph = try NetworkSamples.residual()
        let plan = try PlanCompiler(SeededTensors.model(graph))
            .plan(inputs: NetworkSamples.image().shapes)
        #expect(plan.steps.count <= 14, "\(plan.steps)")
        #expect(plan.steps.allSatisfy { !$0.kernel.isEmpty && !$0.kernel.hasPrefix("ref") })
        #expect(plan.inputs.map(\.name) == ["image"] && plan.outputs.map(\.name) == ["fc"])
        #expect(plan.inputs.map(\.shape) == [[2, 3, 16, 16]])
        #expect(plan.outputs.map(\.shape) == [[2, 10]])
        #expect(plan.inputs.map(\.elementCount) == [1536])
        #expect(plan.sessionByteCount > 0)
    }

    @Test("a plan outlives its compiler, a session its plan")
    func lifetimes() throws {
        let (shapes, image) = NetworkSamples.image()
        func session() throws -> Session {
            try PlanCompiler(SeededTensors.model(NetworkSamples.residual()))
                .plan(inputs: shapes).session()
        }
        let outputs = try session().run([image])
        #expect(outputs[0].count == 20 && outputs[0].allSatisfy(\.isFinite))
    }

    @Test("padding of a graph input stays out of the next run")
    func repeatedRuns() throws {
        for family in [OpGolden.Family.layout, .windowed, .network] {
            for golden in try OpGolden.load(family) {
                let session = try PlanCompiler(SeededTensors.model(golden.graph))
                    .plan(inputs: golden.shapes(batch: 3)).session()
                let inputs = golden.inputs(batch: 3)
                let first = try session.run(inputs)
                _ = try session.run(inputs.map { $0.map { 7 - 3 * $0 } })
                #expect(try session.run(inputs) == first, "\(golden.testDescription)")
            }
        }
    }
}
