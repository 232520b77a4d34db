import FrankenTorch
import FrankenWeights
import Testing

@Suite struct OptimizerTests {
    static let gradients: [[Float]] = [[0.5, -2, 0], [0.25, 1, -3], [-1, 0.125, 4]]

    @Test("Adam moves as its definition says")
    func adam() throws {
        let rule = OptimizerRule.Adam(weightDecay: 0.01)
        let found = try moved(.adam(rule), rates: [0.1, 0.05, 0.1])
        var (value, first, second) = ([1.0, -1, 0.5], [0.0, 0, 0], [0.0, 0, 0])
        for (step, gradient) in Self.gradients.enumerated() {
            for index in 0..<3 {
                let slope = Double(gradient[index]) + 0.01 * value[index]
                first[index] = 0.9 * first[index] + 0.1 * slope
                second[index] = 0.999 * second[index] + 0.001 * slope * slope
                let count = Double(step + 1)
                let mean = first[index] / (1 - power(0.9, count))
                let square = second[index] / (1 - power(0.999, count))
                value[index] -= [0.1, 0.05, 0.1][step] * mean / (square.squareRoot() + 1e-8)
            }
        }
        for index in 0..<3 { #expect(abs(Double(found[index]) - value[index]) < 2e-6) }
    }

    @Test("descent moves as PyTorch's does")
    func descent() throws {
        let found = try moved(
            .descent(.init(momentum: 0.9, weightDecay: 0.01)),
            rates: [0.1, 0.1, 0.05]
        )
        var (value, velocity) = ([1.0, -1, 0.5], [0.0, 0, 0])
        for (step, gradient) in Self.gradients.enumerated() {
            for index in 0..<3 {
                let slope = Double(gradient[index]) + 0.01 * value[index]
                velocity[index] = step == 0 ? slope : 0.9 * velocity[index] + slope
                value[index] -= [0.1, 0.1, 0.05][step] * velocity[index]
            }
        }
        for index in 0..<3 { #expect(abs(Double(found[index]) - value[index]) < 2e-6) }
    }

    @Test("an optimizer read back goes on bit by bit")
    func resume() throws {
        for rule in [OptimizerRule.adam(.init()), .descent(.init())] {
            var parameters = try start()
            var optimizer = Optimizer(rule)
            try step(&optimizer, &parameters, 0, 0.1)
            let store = try TensorStore(
                inMemory: parameters.memoryTensors(prefix: "p.")
                    + optimizer.state.memoryTensors(prefix: "o.")
            )
            var resumed = try Optimizer(
                rule,
                stepCount: optimizer.stepCount,
                from: store,
                prefix: "o."
            )
            var again = try ParameterSet(from: store, prefix: "p.", isTrainable: true)
            try step(&optimizer, &parameters, 1, 0.1)
            try step(&resumed, &again, 1, 0.1)
            let expected = try parameters.tensor(named: "w").floats()
            let found = try again.tensor(named: "w").floats()
            #expect(found == expected, "\(rule)")
            let other: OptimizerRule =
                rule == .adam(.init()) ? .descent(.init()) : .adam(.init())
            #expect(throws: TorchError(.missing, "")) {
                try Optimizer(other, stepCount: 1, from: store, prefix: "o.")
            }
        }
    }

    @Test("a learning rate that is no number is refused")
    func refusal() throws {
        var (optimizer, parameters) = (Optimizer(.adam(.init())), try start())
        #expect(throws: TorchError(.invalidOption, "")) {
            try step(&optimizer, &parameters, 0, .nan)
        }
        #expect(optimizer.stepCount == 0)
    }

    private func start() throws -> ParameterSet {
        ParameterSet([("w", try Tensor.of([1, -1, 0.5] as [Float], shape: [3], isTrainable: true))])
    }

    private func step(
        _ optimizer: inout Optimizer,
        _ parameters: inout ParameterSet,
        _ index: Int,
        _ rate: Double
    ) throws {
        let gradient = try Tensor.of(Self.gradients[index], shape: [3])
        try optimizer.step(&parameters, gradients: ["w": gradient], learningRate: rate)
    }

    private func moved(_ rule: OptimizerRule, rates: [Double]) throws -> [Float] {
        var (optimizer, parameters) = (Optimizer(rule), try start())
        for (index, rate) in rates.enumerated() {
            try step(&optimizer, &parameters, index, rate)
            #expect(try parameters.tensor(named: "w").isTrainable)
        }
        #expect(optimizer.stepCount == rates.count)
        return try parameters.tensor(named: "w").floats()
    }

    private func power(_ base: Double, _ count: Double) -> Double {
        (0..<Int(count)).reduce(1) { product, _ in product * base }
    }
}
