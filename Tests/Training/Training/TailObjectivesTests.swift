import Foundation
import FrankenGraph
import FrankenTorch
import FrankenTraining
import FrankenWeights
import Testing

@Suite("What the tail makes of the decoder's errors")
struct TailObjectivesTests {
    /// Two convolutions, each a layer that can count, and four classes.
    private func tail() throws -> Model {
        var build = GraphBuilder("tail", input: "features", shape: [nil, 2, nil, nil])
        let first = build.add("first", .conv(2, 3, kernel: 3, padding: 1), to: "features")
        let second = build.add("second", .conv(3, 2, kernel: 1), to: first)
        let pooled = build.add("pool", .globalPooling(.init(.average)), to: second)
        let flat = build.add("flat", .flatten(.init()), to: pooled)
        let logits = build.add("logits", .linear(2, 4), to: flat)
        var parameters = InitialParameters(seed: 9)
        let model = try parameters.model(build.graph(outputs: [logits]))
        // Initial logits are nearly equal; here they are to differ.
        let tensors = try model.graph.parameters.map { parameter in
            let floats = try model.weights.floats(named: parameter.name)
            return try MemoryTensor(
                name: parameter.name,
                shape: parameter.shape,
                floats: parameter.name == "logits.weight" ? floats.map { $0 * 50 } : floats
            )
        }
        return try Model(graph: model.graph, weights: TensorStore(inMemory: tensors))
    }

    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var random = InitialParameters(seed: seed)
        return (0..<count).map { _ in Float.random(in: -3...3, using: &random) }
    }

    private let shape = [2, 2, 4, 4]
    private let labels = [3, 0]

    private func objectives(temperature: Double = 2) throws -> TailObjectives {
        try TailObjectives(
            tail: tail(),
            layers: [.init(value: "first", weight: 2), .init(value: "second", weight: 0.5)],
            crossEntropy: 3,
            divergence: .init(weight: 0.7, temperature: temperature)
        )
    }

    private func sum(_ parts: TailObjectives.Parts) throws -> Tensor {
        let crossEntropy = try #require(parts.crossEntropy)
        let divergence = try #require(parts.divergence)
        return try #require(parts.errors).adding(crossEntropy, times: 3)
            .adding(divergence, times: 0.7)
    }

    private func sum(_ values: [Float], _ objectives: TailObjectives) throws -> Double {
        try sum(
            objectives.parts(
                of: Tensor.of(values, shape: shape),
                target: Tensor.of(numbers(64, seed: 1), shape: shape),
                labels: labels
            )
        ).scalar()
    }

    @Test("The gradient that reaches the prediction is that of finite differences")
    func gradient() throws {
        let objectives = try objectives()
        var values = numbers(64, seed: 2)
        let prediction = try Tensor.of(values, shape: shape, isTrainable: true)
        let target = try Tensor.of(numbers(64, seed: 1), shape: shape)
        // Each part on its own: one must not hide behind another.
        let terms: [KeyPath<TailObjectives.Parts, Tensor?>] = [
            \.errors, \.crossEntropy, \.divergence,
        ]
        let gradients = try terms.map { term in
            let parts = try objectives.parts(of: prediction, target: target, labels: labels)
            let value = try #require(parts[keyPath: term])
            return try #require(try value.gradients(of: [prediction])[0]).floats()
        }
        #expect(gradients.count == 3)
        for gradient in gradients { #expect(gradient.contains { abs($0) > 0.005 }) }
        for index in [0, 7, 15, 16, 31, 40, 63] {
            let (value, step) = (values[index], Float(0.01))
            values[index] = value + step
            let above = try sum(values, objectives)
            values[index] = value - step
            let below = try sum(values, objectives)
            values[index] = value
            let slope = (above - below) / Double(2 * step)
            let found =
                Double(gradients[0][index]) + 3 * Double(gradients[1][index])
                + 0.7 * Double(gradients[2][index])
            #expect(abs(slope - found) <= 5e-3 * max(1, abs(slope)), "\(index)")
        }
    }

    @Test("Cross-entropy and divergence are what a plain computation gives", arguments: [1.0, 4])
    func answers(temperature: Double) throws {
        let tail = try tail()
        let executor = try TrainingExecutor(tail.graph, options: .init(mode: .evaluation))
        let parameters = try ParameterSet(of: tail, isTrainable: false)
        func logits(_ seed: UInt64) throws -> [[Double]] {
            let input = try Tensor.of(numbers(64, seed: seed), shape: shape)
            let flat = try executor.run([input], parameters: parameters).outputs[0].floats()
            return [flat[..<4], flat[4...]].map { $0.map(Double.init) }
        }
        func logSoftmax(_ row: [Double], _ temperature: Double) -> [Double] {
            let scaled = row.map { $0 / temperature }
            let total = log(scaled.map(exp).reduce(0, +))
            return scaled.map { $0 - total }
        }
        let (teacher, student) = (try logits(1), try logits(2))
        var (crossEntropy, divergence) = (0.0, 0.0)
        for (index, label) in labels.enumerated() {
            crossEntropy -= logSoftmax(student[index], 1)[label]
            let wanted = logSoftmax(teacher[index], temperature)
            let found = logSoftmax(student[index], temperature)
            for (p, q) in zip(wanted, found) {
                divergence += temperature * temperature * exp(p) * (p - q)
            }
        }
        #expect(divergence > 0.01)
        let parts = try objectives(temperature: temperature).parts(
            of: Tensor.of(numbers(64, seed: 2), shape: shape),
            target: Tensor.of(numbers(64, seed: 1), shape: shape),
            labels: labels
        )
        #expect(abs(try #require(parts.crossEntropy).scalar() - crossEntropy) <= 1e-5)
        #expect(abs(try #require(parts.divergence).scalar() - divergence) <= 1e-5 * divergence)
    }

    @Test("Weights of layers are factors, and an equal prediction errs nowhere")
    func weights() throws {
        func errors(_ seed: UInt64, _ weight: Double) throws -> Double {
            let layer = TailObjectives.Layer(value: "first", weight: weight)
            let objectives = try TailObjectives(
                tail: tail(),
                layers: [layer],
                divergence: .init(weight: 1)
            )
            let parts = try objectives.parts(
                of: Tensor.of(numbers(64, seed: seed), shape: shape),
                target: Tensor.of(numbers(64, seed: 1), shape: shape),
                labels: []
            )
            #expect(parts.crossEntropy == nil)
            if seed == 1 { #expect(abs(try #require(parts.divergence).scalar()) <= 1e-6) }
            return try #require(parts.errors).scalar()
        }
        let single = try errors(2, 1)
        #expect(single > 0.1)
        #expect(abs(try errors(2, 3) - 3 * single) <= 1e-5 * single)
        #expect(try errors(1, 1) == 0)
    }

    @Test("Only what is compared with the teacher needs the teacher")
    func targets() throws {
        let prediction = try Tensor.of(numbers(64, seed: 2), shape: shape)
        let labelled = try TailObjectives(tail: tail(), crossEntropy: 1)
        #expect(!labelled.needsTarget)
        let parts = try labelled.parts(of: prediction, target: nil, labels: labels)
        #expect(parts.errors == nil && parts.divergence == nil && parts.crossEntropy != nil)
        #expect(throws: TorchError(.missing, "")) {
            _ = try objectives().parts(of: prediction, target: nil, labels: labels)
        }
        for wrong in [[], [0], [0, 4], [-1, 0]] {
            #expect(throws: TorchError(.invalidOption, "")) {
                _ = try labelled.parts(of: prediction, target: nil, labels: wrong)
            }
        }
    }

    @Test("A layer that the tail does not have, or a factor that is none, is refused")
    func refused() throws {
        for crossEntropy in [0.0, 1] {
            #expect(throws: GraphError.self) {
                _ = try TailObjectives(
                    tail: tail(),
                    layers: [.init(value: "none", weight: 1)],
                    crossEntropy: crossEntropy
                )
            }
        }
        for weight in [-1, Double.nan, .infinity] {
            #expect(throws: TorchError.self) {
                let layer = TailObjectives.Layer(value: "first", weight: weight)
                _ = try TailObjectives(tail: tail(), layers: [layer])
            }
            #expect(throws: TorchError.self) {
                _ = try TailObjectives(tail: tail(), crossEntropy: weight)
            }
            #expect(throws: TorchError.self) {
                _ = try TailObjectives(
                    tail: tail(),
                    divergence: .init(weight: 1, temperature: weight)
                )
            }
        }
        let head = try tail().cut(at: ["second"]).head
        #expect(throws: TorchError(.invalidOption, "")) {
            _ = try TailObjectives(tail: head, crossEntropy: 1)
        }
    }
}
