import FrankenGraph
import FrankenTrainer
import FrankenTraining
import FrankenWeights
import Testing

@Suite("Errors of layers behind the split point")
struct DeeperTests {
    /// Two convolutions, each a layer that counts.
    private func tail() throws -> Model {
        var build = GraphBuilder("tail", input: "features", shape: [nil, 2, nil, nil])
        let first = build.add("first", .conv(2, 3, kernel: 3, padding: 1), to: "features")
        let second = build.add("second", .conv(3, 2, kernel: 1), to: first)
        let rest = build.add("rest", .relu, to: second)
        var parameters = InitialParameters(seed: 9)
        return try parameters.model(build.graph(outputs: [rest]))
    }

    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var random = InitialParameters(seed: seed)
        return (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
    }

    private let shape = [1, 2, 4, 4]

    private func error(_ values: [Float], _ deeper: DeeperDistillation) throws -> Double {
        try deeper.adding(
            to: Tensor.of([Float(0)], shape: []),
            Tensor.of(values, shape: shape),
            Tensor.of(numbers(32, seed: 1), shape: shape)
        ).scalar()
    }

    @Test("The gradient that reaches the prediction is that of finite differences")
    func gradient() throws {
        let deeper = try DeeperDistillation(
            tail: tail(),
            layers: [.init(value: "first", weight: 2), .init(value: "second", weight: 0.5)]
        )
        var values = numbers(32, seed: 2)
        let prediction = try Tensor.of(values, shape: shape, isTrainable: true)
        let sum = try deeper.adding(
            to: Tensor.of([Float(0)], shape: []),
            prediction,
            Tensor.of(numbers(32, seed: 1), shape: shape)
        )
        let gradient = try #require(try sum.gradients(of: [prediction])[0]).floats()
        #expect(gradient.contains { abs($0) > 0.1 })
        for index in [0, 7, 15, 16, 31] {
            let (value, step) = (values[index], Float(0.01))
            values[index] = value + step
            let above = try error(values, deeper)
            values[index] = value - step
            let below = try error(values, deeper)
            values[index] = value
            let slope = (above - below) / Double(2 * step)
            #expect(abs(slope - Double(gradient[index])) <= 2e-3 * max(1, abs(slope)), "\(index)")
        }
    }

    @Test("Weights are factors, and an equal prediction has no error")
    func weights() throws {
        let one = try DeeperDistillation(tail: tail(), layers: [.init(value: "first", weight: 1)])
        let three = try DeeperDistillation(tail: tail(), layers: [.init(value: "first", weight: 3)])
        let values = numbers(32, seed: 2)
        let single = try error(values, one)
        #expect(single > 0.1)
        #expect(abs(try error(values, three) - 3 * single) <= 1e-5 * single)
        #expect(try error(numbers(32, seed: 1), one) == 0)
    }

    @Test("A layer that the tail does not have, or a weight that is none, is refused")
    func refused() throws {
        #expect(throws: GraphError.self) {
            _ = try DeeperDistillation(tail: tail(), layers: [.init(value: "none", weight: 1)])
        }
        for weight in [0, -1, Double.nan, .infinity] {
            #expect(throws: TrainingError.self) {
                _ = try DeeperDistillation(
                    tail: tail(),
                    layers: [.init(value: "first", weight: weight)]
                )
            }
        }
    }

    @Test("A recipe may name later stages; their errors are added")
    func recipe() async throws {
        var training = try TinyTraining()
        training.steps = 1
        var plain = 0.0
        _ = try await training.train("plain") { event in
            if case .progress(let progress) = event { plain = progress.distortion }
        }
        training.deeper = #"{"splitPoint": "stage3", "weight": 1}"#
        var deeper = 0.0
        _ = try await training.train("deeper") { event in
            if case .progress(let progress) = event { deeper = progress.distortion }
        }
        #expect(plain > 0 && deeper > plain)
    }
}
