import FrankenGraph
import FrankenTorch
import FrankenWeights
import Testing

/// Gradients against differences, in double precision, on every op.
///
/// For each input and parameter the derivative along a random direction is compared with a central
/// difference of the whole graph.
@Suite struct BackwardTests {
    static let step = 1e-6

    @Test("gradients are what differences say", arguments: GraphCase.families)
    func evaluation(family: String) throws {
        for sample in try GraphCase.load(family) { try check(sample, .evaluation) }
    }

    @Test("gradients pass through a batch's statistics")
    func training() throws {
        let cases = try GraphCase.load("normalization") + GraphCase.load("network")
        let sensitive = cases.filter { sample in
            sample.graph.nodes.contains { $0.op.kind == Op.Name.batchNormalization.rawValue }
        }
        #expect(sensitive.count > 1)
        for sample in sensitive { try check(sample, .training) }
    }

    private func check(_ sample: GraphCase, _ mode: ExecutorOptions.Mode) throws {
        let executor = try TrainingExecutor(sample.graph, options: .init(mode: mode))
        let model = try sample.model()
        let inputs = try sample.inputTensors(as: .float64, isTrainable: true)
        let parameters = try ParameterSet(of: model, as: .float64, isTrainable: true)
        func loss(_ inputs: [Tensor], _ parameters: ParameterSet) throws -> Tensor {
            try score(executor.run(inputs, parameters: parameters).outputs)
        }
        let trainable = parameters.entries.filter { entry in
            !sample.graph.parameters.contains { $0.name == entry.name && $0.isStatistic }
        }
        let all = inputs + trainable.map(\.tensor)
        let gradients = try loss(inputs, parameters).gradients(of: all)
        var random = RandomParameters(seed: 13)
        for (index, tensor) in all.enumerated() {
            let values = try tensor.doubles()
            let direction = random.floats(count: values.count, within: 1).map(Double.init)
            func shifted(_ factor: Double) throws -> Double {
                let moved = try Tensor.of(
                    zip(values, direction).map { $0 + factor * $1 },
                    shape: tensor.shape
                )
                var (changedInputs, changed) = (inputs, parameters)
                if index < inputs.count {
                    changedInputs[index] = moved
                } else {
                    changed[trainable[index - inputs.count].name] = moved
                }
                return try loss(changedInputs, changed).scalar()
            }
            let expected = (try shifted(Self.step) - shifted(-Self.step)) / (2 * Self.step)
            let gradient = try gradients[index]?.doubles() ?? values.map { _ in 0 }
            let found = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(
                abs(found - expected) <= 1e-6 * max(1, abs(expected)),
                "\(sample), tensor \(index): \(found), differences say \(expected)"
            )
        }
    }

    /// A scalar that every output element has its own part in.
    private func score(_ outputs: [Tensor]) throws -> Tensor {
        var total: Tensor?
        for (index, output) in outputs.enumerated() {
            var random = RandomParameters(seed: 14 + UInt64(index))
            let target = random.floats(count: output.elementCount, within: 3).map(Double.init)
            let part = try output.squaredError(
                to: Tensor.of(target, shape: output.shape),
                channelAxis: output.shape.count - 1
            )
            total = try total.map { try $0.adding(part) } ?? part
        }
        return try #require(total)
    }
}
