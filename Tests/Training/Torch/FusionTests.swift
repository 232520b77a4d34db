import FrankenGraph
import FrankenTorch
import FrankenWeights
import Testing

/// Chains that run in one pass against the same graph with every value tapped, which fuses nothing,
/// in double precision.
@Suite struct FusionTests {
    @Test("chains give the values and gradients of their parts", arguments: [false, true])
    func chains(isRounded: Bool) throws {
        let graph = try Self.graph()
        let model = try Model.random(graph, seed: 4)
        var random = RandomParameters(seed: 5)
        let values = random.floats(count: 2 * 5 * 6 * 7, within: 2)
        let target = random.floats(count: 2 * 6 * 6 * 7, within: 2)
        func run(
            _ element: Tensor.Element,
            _ arithmetic: ExecutorOptions.Arithmetic,
            taps: [String]
        ) throws -> (loss: Double, gradients: [[Float]], statistics: [String: [Float]]) {
            let executor = try TrainingExecutor(
                graph,
                options: .init(mode: .training, arithmetic: arithmetic)
            )
            let parameters = try ParameterSet(of: model, as: element, isTrainable: true)
            let input = try Tensor.of(values, shape: [2, 5, 6, 7], as: element, isTrainable: true)
            let result = try executor.run([input], parameters: parameters, taps: taps)
            let loss = try result.outputs[0].squaredError(
                to: Tensor.of(target, shape: [2, 6, 6, 7])
            )
            let all = [input] + parameters.entries.map(\.tensor).filter(\.isTrainable)
            let gradients = try loss.gradients(of: all).map { try $0?.floats() ?? [] }
            return (
                try loss.scalar(), gradients, try result.statistics.mapValues { try $0.floats() }
            )
        }
        let found = try run(.float32, isRounded ? .bfloat16 : .full, taps: [])
        let expected = try run(.float64, .full, taps: graph.nodes.map(\.name))
        // Statistics of few values through five layers: rounding shows up tenfold in gradients.
        let tolerance = isRounded ? 0.08 : 2e-5
        let slopeTolerance = isRounded ? 0.25 : 2e-5
        #expect(abs(found.loss - expected.loss) <= tolerance * expected.loss)
        for (index, pair) in zip(found.gradients, expected.gradients).enumerated() {
            let largest = pair.1.map(abs).max() ?? 0
            // Biases before a batch norm have no gradient but for rounding.
            guard largest > 1e-3 else { continue }
            let difference = difference(pair.0, pair.1)
            #expect(difference <= slopeTolerance, "gradient \(index): off by \(difference)")
        }
        #expect(found.statistics.keys.sorted() == expected.statistics.keys.sorted())
        #expect(found.statistics.count == 6)
        for (name, values) in found.statistics {
            let difference = difference(values, expected.statistics[name] ?? [])
            #expect(difference <= tolerance, "\(name): off by \(difference)")
        }
    }

    @Test("what is no number passes through every chain")
    func nan() throws {
        let graph = try Self.graph()
        let executor = try TrainingExecutor(graph, options: .init(mode: .training))
        let parameters = try ParameterSet(of: .random(graph, seed: 4), isTrainable: true)
        var values = [Float](repeating: 0.5, count: 2 * 5 * 6 * 7)
        values[100] = .nan
        let input = try Tensor.of(values, shape: [2, 5, 6, 7])
        let output = try executor.run([input], parameters: parameters).outputs[0].floats()
        #expect(output.contains { $0.isNaN })
    }

    @Test("drop path drops whole images, the same ones for the same noise")
    func dropPath() throws {
        var build = GraphBuilder("drop", input: "x", shape: [nil, 2, 2, 2])
        build.add("half", .activation(.init(.relu)), to: "x")
        let graph = try build.graph(outputs: ["half"])
        let executor = try TrainingExecutor(
            graph,
            options: .init(mode: .training, dropPath: ["half": 0.5])
        )
        let images = try Tensor.of([Float](repeating: 1, count: 64 * 8), shape: [64, 2, 2, 2])
        func kept(_ noise: NoiseSource) throws -> [Bool] {
            let output = try executor.run([images], parameters: .init(), noise: noise).outputs[0]
            let values = try output.floats()
            return (0..<64).map { image in
                let own = values[(image * 8)..<(image * 8 + 8)]
                #expect(own.allSatisfy { $0 == own.first && ($0 == 0 || $0 == 2) })
                return own.first == 2
            }
        }
        let first = try kept(NoiseSource(seed: 1))
        #expect((16...48).contains(first.count { $0 }))
        #expect(try kept(NoiseSource(seed: 1)) == first)
        #expect(try kept(NoiseSource(seed: 1, count: 1)) != first)
        #expect(throws: TorchError(.invalidOption, node: "other", "")) {
            try TrainingExecutor(graph, options: .init(mode: .training, dropPath: ["other": 0.1]))
        }
    }

    /// Both kinds of residual block, small.
    private static func graph() throws -> ModelGraph {
        var build = GraphBuilder("chains", input: "x", shape: [nil, 5, nil, nil])
        build.add("conv1", .conv(5, 6, kernel: 3, padding: 1), to: "x")
        build.add("act1", .activation(.init(.leakyRelu)), to: "conv1")
        build.add("conv2", .conv(6, 6, kernel: 3, padding: 1), to: "act1")
        build.add("act2", .activation(.init(.leakyRelu)), to: "conv2")
        build.add("skip", .conv(5, 6, kernel: 1), to: "x")
        build.add("sum", .add, to: "act2", "skip")
        build.add("conv3", .conv(6, 6, kernel: 1, bias: false), to: "sum")
        build.add("bn3", .batchNorm(6), to: "conv3")
        build.add("relu3", .relu, to: "bn3")
        build.add("conv4", .conv(6, 6, kernel: 3, padding: 1, bias: false), to: "relu3")
        build.add("bn4", .batchNorm(6), to: "conv4")
        build.add("project", .conv(6, 6, kernel: 1, bias: false), to: "sum")
        build.add("bnProject", .batchNorm(6), to: "project")
        build.add("sum4", .add, to: "bn4", "bnProject")
        build.add("out", .relu, to: "sum4")
        return try build.graph(outputs: ["out"])
    }
}
