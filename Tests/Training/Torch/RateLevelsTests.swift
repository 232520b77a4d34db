import FrankenEntropy
import FrankenGraph
import FrankenTorch
import FrankenWeights
import Testing

/// Several rates of one encoder: the prior at gains, and steps with them.
@Suite struct RateLevelsTests {
    @Test(
        "Bits at gains of 1 are the bits without gains, with the same derivatives",
        arguments: [TrainablePrior.Method.fused, .composed]
    )
    func unscaled(method: TrainablePrior.Method) throws {
        let tensors = try TrainablePrior(prior(channels: 3, trained: true), as: .float64)
        let values = try Self.values(within: 6)
        let plain = try tensors.bits(of: values, by: method)
        let scaled = try tensors.bits(
            of: values,
            gains: Tensor.of([Double](repeating: 1, count: 6), shape: [2, 3]),
            by: method
        )
        #expect(scaled.shape == [2, 3])
        let sum = try scaled.doubles().reduce(0, +)
        #expect(abs(try plain.scalar() - sum) < 1e-9 * sum)
        let parameters = [values] + tensors.parameters.entries.dropLast().map(\.tensor)
        let expected = try plain.gradients(of: parameters)
        let found = try scaled.summed().gradients(of: parameters)
        for (left, right) in zip(expected, found) {
            let pairs = zip(try #require(left).doubles(), try #require(right).doubles())
            #expect(pairs.allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($0)) })
        }
    }

    @Test(
        "Derivatives of bits at gains are finite differences",
        arguments: [TrainablePrior.Method.fused, .composed]
    )
    func differences(method: TrainablePrior.Method) throws {
        let tensors = try TrainablePrior(prior(channels: 3, trained: true), as: .float64)
        let values = try Self.values(within: 4)
        let gains = try Tensor.of(
            [0.3, 1, 2.5, 0.7, 0.1, 1.3],
            shape: [2, 3],
            isTrainable: true
        )
        /// What the bits are with one number moved.
        func bits(_ moved: Int, _ index: Int, by step: Double) throws -> Double {
            func shifted(_ tensor: Tensor, _ isMoved: Bool) throws -> Tensor {
                guard isMoved else { return tensor }
                var numbers = try tensor.doubles()
                numbers[index] += step
                return try Tensor.of(numbers, shape: tensor.shape)
            }
            var changed = tensors
            if moved > 1 {
                let entry = tensors.parameters.entries[moved - 2]
                changed.parameters[entry.name] = try shifted(entry.tensor, true)
            }
            let all = try changed.bits(
                of: shifted(values, moved == 0),
                gains: shifted(gains, moved == 1),
                by: method
            )
            return try all.doubles().reduce(0, +)
        }
        let entries = tensors.parameters.entries.dropLast().map(\.tensor)
        let all = try tensors.bits(of: values, gains: gains, by: method)
            .summed()
            .gradients(of: [values, gains] + entries)
        for (place, gradient) in all.enumerated() {
            let slopes = try #require(gradient).doubles()
            for index in stride(from: 0, to: slopes.count, by: 5) {
                let (low, high) = (
                    try bits(place, index, by: -1e-5), try bits(place, index, by: 1e-5)
                )
                let expected = (high - low) / 2e-5
                #expect(
                    abs(slopes[index] - expected) < 1e-5 * max(1, abs(expected)),
                    "number \(index) of \(place)"
                )
            }
        }
    }

    @Test("Both ways to find bits at gains agree; wrong gains are refused")
    func agreement() throws {
        let tensors = try TrainablePrior(prior(channels: 3, trained: true), as: .float64)
        let values = try Self.values(within: 8)
        let gains = try Tensor.of([0.3, 1, 2.5, 0.7, 0.1, 1.3], shape: [2, 3])
        let fused = try tensors.bits(of: values, gains: gains).doubles()
        let composed = try tensors.bits(of: values, gains: gains, by: .composed).doubles()
        #expect(zip(fused, composed).allSatisfy { abs($0 - $1) < 1e-9 * $1 })
        #expect(throws: TorchError(.refused, "")) {
            _ = try tensors.bits(of: values, gains: Tensor.of([1.0, 1, 1], shape: [1, 3]))
        }
    }

    @Test("Steps with levels move gains, lower the loss, and cost more bits at finer levels")
    func steps() throws {
        for quantization in [DistillationOptions.Quantization.noise, .straightThrough] {
            var step = try Self.codec(quantization)
            let before = try #require(step.levels).parameters.tensor(named: "gains").floats()
            var reports: [StepReport] = []
            for _ in 0..<30 {
                reports.append(try step.step(StepTests.batch(seed: 1), learningRate: 3e-3))
            }
            let after = try #require(step.levels).parameters.tensor(named: "gains").floats()
            #expect(before != after)
            #expect(reports[29].loss < reports[0].loss)
            #expect(reports.allSatisfy { $0.levels.count == 3 })
            for report in reports {
                #expect(report.levels.map(\.images).reduce(0, +) == 2)
                let bits = report.levels.map(\.bits).reduce(0, +)
                #expect(abs(bits - report.bits) < 1e-3 * report.bits)
            }
            let (coarse, fine) = (Self.mean(reports, 0), Self.mean(reports, 2))
            #expect(coarse < fine)
        }
    }

    @Test("Steps with levels from written tensors are the steps from memory, bit by bit")
    func resume() throws {
        var step = try Self.codec(.noise)
        for seed in 0..<3 {
            _ = try step.step(StepTests.batch(seed: UInt64(seed)), learningRate: 1e-3)
        }
        let store = try TensorStore(
            inMemory: step.encoder.memoryTensors(prefix: "encoder.")
                + step.decoder.memoryTensors(prefix: "decoder.")
                + step.prior.parameters.memoryTensors(prefix: "prior.")
                + #require(step.levels).parameters.memoryTensors(prefix: "levels.")
                + step.optimizer.state.memoryTensors(prefix: "optimizer.")
        )
        var resumed = try Self.codec(.noise)
        try resumed.restore(from: store, stepCount: 3, noise: step.noise)
        let batch = try StepTests.batch(seed: 9)
        #expect(
            try step.step(batch, learningRate: 1e-3) == resumed.step(batch, learningRate: 1e-3)
        )
    }

    @Test("Lambdas that do not fall are refused", arguments: [[], [1, 1], [1, 2], [1, 0]])
    func lambdas(lambdas: [Double]) throws {
        #expect(throws: TorchError(.invalidOption, "")) {
            _ = try RateLevels(
                lambdas: lambdas,
                channels: 2,
                gainExponent: 0.5,
                lossExponent: 0.5
            )
        }
    }

    // MARK: Parts

    static func codec(
        _ quantization: DistillationOptions.Quantization
    ) throws -> HeadDistillationStep {
        var step = try StepTests.codec(quantization: quantization)
        step.levels = try RateLevels(
            lambdas: [16, 4, 1],
            channels: 4,
            gainExponent: 0.5,
            lossExponent: 0.5
        )
        return step
    }

    private static func mean(_ reports: [StepReport], _ level: Int) -> Double {
        let own = reports.map { $0.levels[level] }
        return own.reduce(0) { $0 + $1.bits } / own.reduce(0) { $0 + $1.images }
    }

    private static func values(within reach: Float) throws -> Tensor {
        var random = RandomParameters(seed: 3)
        let values = random.floats(count: 2 * 3 * 37, within: reach).map(Double.init)
        return try Tensor.of(values, shape: [2, 3, 37, 1], isTrainable: true)
    }
}
