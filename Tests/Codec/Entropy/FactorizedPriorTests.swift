import FrankenEntropy
import Testing

/// The golden prior of the reference's section 4.4: one channel, matrices as initialized.
private func goldenPrior(
    quantiles: [Float],
    biases: Float = 0.4,
    factors: [Float] = [-0.5, 0.1, 0.7]
) throws -> FactorizedPrior {
    var generator = SeededGenerator(seed: 1)
    var prior = try FactorizedPrior.initial(channelCount: 1, using: &generator)
    prior.network.biases = (0..<4).map { _ in [-biases, 0, biases] } + [[-biases]]
    prior.network.factors = (0..<4).map { _ in factors }
    prior.quantiles = quantiles
    return prior
}

@Suite("Factorized prior")
struct FactorizedPriorTests {
    static let arguments: [Double] = [-3, -2, -1, -0.5, 0, 0.25, 1, 2, 3, 8]
    static let logits = [
        -0.2087423, -0.0555143, 0.0864015, 0.152336, 0.2147927, 0.2447386, 0.329741, 0.433236,
        0.5282353, 0.9580272,
    ]
    static let likelihoods = [
        0.038918167, 0.036948472, 0.033748597, 0.03190574, 0.030029178, 0.029105455, 0.026495457,
        0.023591101, 0.021443635, 0.016986966,
    ]

    @Test("initial matrices are the published constants")
    func initialMatrices() throws {
        var generator = SeededGenerator(seed: 3)
        let prior = try FactorizedPrior.initial(channelCount: 2, using: &generator)
        for layer in 0..<4 {
            #expect(prior.network.matrices[layer].allSatisfy { abs($0 + 1.4521273) < 1e-6 })
        }
        #expect(prior.network.matrices[4].allSatisfy { abs($0 + 0.1285052) < 1e-6 })
        #expect(prior.network.arrays.reduce(0) { $0 + $1.count } == 2 * 58)
    }

    @Test("logits and likelihoods agree with CompressAI to single precision")
    func goldenValues() throws {
        let prior = try goldenPrior(quantiles: [-10, 0, 10])
        for (index, x) in Self.arguments.enumerated() {
            #expect(abs(prior.logit(of: x, channel: 0) - Self.logits[index]) < 2e-7)
            #expect(abs(prior.likelihood(of: x, channel: 0) - Self.likelihoods[index]) < 1e-7)
        }
    }

    @Test("without biases and factors the prior is a line, and the middle has its probability")
    func line() throws {
        let prior = try goldenPrior(quantiles: [-10, 0, 10], biases: 0, factors: [0, 0, 0])
        for x in [-8.0, 0, 1, 8] { #expect(abs(prior.logit(of: x, channel: 0) - x / 10) < 1e-6) }
        let expected = [
            (0.0, 0.0249948), (1, 0.024932474), (2, 0.024746656), (3, 0.024441063),
            (8, 0.021388382),
        ]
        for (x, value) in expected {
            #expect(abs(prior.likelihood(of: x, channel: 0) - value) < 1e-7)
        }
        #expect(abs(prior.quantileLoss().loss - 40.8328) < 1e-4)
    }

    @Test("the quantile loss agrees with CompressAI")
    func quantileLoss() throws {
        let prior = try goldenPrior(quantiles: [-10, 0, 10])
        #expect(abs(prior.quantileLoss().loss - 40.60913848876953) < 1e-5)
    }

    @Test(
        "tables made from the prior are CompressAI's, integer for integer",
        arguments: zip(
            [[Float(-10), 0, 10], [-7.3, 0.4, 5.2]],
            CompressAIGoldenTests.goldens
        )
    )
    func goldenTables(quantiles: [Float], golden: CompressAIGoldenTests.Golden) throws {
        let prior = try goldenPrior(quantiles: quantiles)
        for tail in [FactorizedPrior.TailRule.ownLast, .longestChannel] {
            let tables = try prior.makeTables(tail: tail)
            #expect(tables.channels[0].offset == golden.offset)
            #expect(tables.channels[0].cdf == golden.cdf)
            #expect(tables.channels[0].median == quantiles[1])
        }
    }

    @Test("the tail rules differ only in the escape of shorter channels")
    func tailRules() throws {
        var generator = SeededGenerator(seed: 5)
        var prior = try FactorizedPrior.initial(channelCount: 2, using: &generator)
        prior.quantiles = [-4, 0, 4, -20, 0, 20]
        let own = try prior.makeTables()
        let padded = try prior.makeTables(tail: .longestChannel)
        #expect(own.channels[1] == padded.channels[1])
        #expect(own.channels[0] != padded.channels[0])
        func escape(_ tables: EntropyTables) -> UInt32 {
            let cdf = tables.channels[0].cdf
            return cdf[cdf.count - 1] - cdf[cdf.count - 2]
        }
        #expect(escape(padded) < escape(own))
    }

    @Test("solved quantiles have the logits they should have")
    func solvedQuantiles() throws {
        var generator = SeededGenerator(seed: 6)
        var prior = try FactorizedPrior.initial(channelCount: 3, using: &generator)
        prior.quantiles = prior.solvedQuantiles()
        #expect(prior.quantileLoss().loss < 1e-3)
        #expect(prior.medians == [prior.quantiles[1], prior.quantiles[4], prior.quantiles[7]])
    }

    @Test("a prior with wrong or endless numbers is refused")
    func refusals() throws {
        let prior = try goldenPrior(quantiles: [-10, 0, 10])
        func refuses(_ change: (inout PriorNetwork<Float>, inout [Float]) -> Void) -> Bool {
            var (network, quantiles) = (prior.network, prior.quantiles)
            change(&network, &quantiles)
            do {
                _ = try FactorizedPrior(network: network, quantiles: quantiles)
                return false
            } catch {
                return error.code == .invalidPrior && !error.message.isEmpty
            }
        }
        #expect(refuses { $1.removeAll() })
        #expect(refuses { $1[1] = .nan })
        #expect(refuses { $1.append(0) })
        #expect(refuses { network, _ in network.matrices[2].removeLast() })
        #expect(refuses { network, _ in network.matrices.removeLast() })
        #expect(refuses { network, _ in network.factors[3][0] = .infinity })
        #expect(!refuses { _, _ in })
        var wide = prior
        wide.quantiles = [-1e9, 0, 1e9]
        #expect(throws: EntropyError(.invalidPrior, "")) { try wide.makeTables() }
        wide.quantiles = [-.infinity, .nan, 1]
        #expect(throws: EntropyError(.invalidPrior, "")) { try wide.makeTables() }
    }
}
