import FrankenEntropy
import Testing

@Suite("Gradients of the prior against finite differences")
struct PriorGradientTests {
    static let step = 1.0 / 4096

    private func randomPrior() throws -> FactorizedPrior {
        var generator = SeededGenerator(seed: 11)
        var prior = try FactorizedPrior.initial(channelCount: 2, scale: 4, using: &generator)
        for layer in prior.network.factors.indices {
            for index in prior.network.factors[layer].indices {
                prior.network.factors[layer][index] = Float.random(
                    in: -0.8...0.8,
                    using: &generator
                )
            }
        }
        for layer in prior.network.matrices.indices {
            for index in prior.network.matrices[layer].indices {
                prior.network.matrices[layer][index] +=
                    Float.random(in: -0.5...0.5, using: &generator)
            }
        }
        return prior
    }

    /// A central difference; the step is a power of two so that single precision holds it exactly
    /// enough, and the denominator is what was really stepped.
    private func slope(
        _ value: Float,
        _ loss: (Float) throws -> Double
    ) rethrows -> Double {
        let (low, high) = (value - Float(Self.step), value + Float(Self.step))
        return try (loss(high) - loss(low)) / (Double(high) - Double(low))
    }

    private static func agrees(_ found: Double, _ expected: Double) -> Bool {
        abs(found - expected) <= 2e-5 * max(1, abs(expected))
    }

    static let values: [Float] = [-2.25, 0, 0.75, -0.5, 1.5, 3]

    @Test("of the rate with respect to every value and every parameter")
    func rate() throws {
        let prior = try randomPrior()
        let (_, valueGradient, networkGradient) = try prior.rate(of: Self.values, planeCount: 3)
        for index in Self.values.indices {
            let expected = try slope(Self.values[index]) { value in
                var changed = Self.values
                changed[index] = value
                return try prior.rate(of: changed, planeCount: 3).bits
            }
            #expect(Self.agrees(valueGradient[index], expected))
        }
        func check(
            _ path: WritableKeyPath<PriorNetwork<Float>, [[Float]]>,
            _ gradient: [[Double]]
        ) throws {
            for layer in gradient.indices {
                for index in gradient[layer].indices {
                    let expected = try slope(prior.network[keyPath: path][layer][index]) { value in
                        var changed = prior
                        changed.network[keyPath: path][layer][index] = value
                        return try changed.rate(of: Self.values, planeCount: 3).bits
                    }
                    #expect(Self.agrees(gradient[layer][index], expected))
                }
            }
        }
        try check(\.matrices, networkGradient.matrices)
        try check(\.biases, networkGradient.biases)
        try check(\.factors, networkGradient.factors)
        #expect(networkGradient.arrays.allSatisfy { $0.contains { abs($0) > 1e-3 } })
    }

    @Test("of the quantile loss with respect to every quantile")
    func quantiles() throws {
        var prior = try randomPrior()
        prior.quantiles = [-9, 0.25, 7, -30, -1, 12]
        let (_, gradient) = prior.quantileLoss()
        for index in prior.quantiles.indices {
            let expected = slope(prior.quantiles[index]) { value in
                var changed = prior
                changed.quantiles[index] = value
                return changed.quantileLoss().loss
            }
            #expect(Self.agrees(gradient[index], expected))
        }
    }

    @Test("the bound stops what would lower a likelihood that is at it, and nothing else")
    func bound() throws {
        #expect(FactorizedPrior.passes(value: 0.5, incoming: 1))
        #expect(FactorizedPrior.passes(value: 1e-9, incoming: 1))
        #expect(FactorizedPrior.passes(value: 1e-10, incoming: -1))
        #expect(!FactorizedPrior.passes(value: 1e-10, incoming: 1))
        #expect(!FactorizedPrior.passes(value: 1e-10, incoming: 0))
        let prior = try randomPrior()
        var gradient = PriorNetwork<Double>(channelCount: 2)
        #expect(prior.unboundedLikelihood(of: 400, channel: 0) < 1e-9)
        #expect(prior.likelihood(of: 400, channel: 0) == 1e-9)
        #expect(prior.likelihoodGradient(at: 400, channel: 0, incoming: 1, into: &gradient) == 0)
        #expect(gradient == PriorNetwork<Double>(channelCount: 2))
        let passed = prior.likelihoodGradient(at: 60, channel: 0, incoming: -1, into: &gradient)
        #expect(passed > 0)
    }

    @Test("a rate over the wrong number of values is refused")
    func wrongCount() throws {
        let prior = try randomPrior()
        #expect(throws: EntropyError(.invalidPrior, "")) {
            try prior.rate(of: [1, 2, 3], planeCount: 3)
        }
    }
}
