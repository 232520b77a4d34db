import FrankenEntropy
import FrankenGraph
import FrankenTorch
import Testing

/// The prior as tensors against the reference in FrankenEntropy.
@Suite struct PriorTests {
    @Test("logits' likelihoods and the quantile loss are the golden ones")
    func goldens() throws {
        let arguments: [Double] = [-3, -2, -1, -0.5, 0, 0.25, 1, 2, 3, 8]
        let likelihoods = [
            0.038918167, 0.036948472, 0.033748597, 0.03190574, 0.030029178, 0.029105455,
            0.026495457, 0.023591101, 0.021443635, 0.016986966,
        ]
        var golden = try prior(channels: 1, trained: false)
        golden.network.biases = (0..<4).map { _ in [-0.4, 0, 0.4] } + [[-0.4]]
        golden.network.factors = (0..<4).map { _ in [-0.5, 0.1, 0.7] }
        golden.quantiles = [-10, 0, 10]
        let tensors = try TrainablePrior(golden, as: .float64)
        for (x, expected) in zip(arguments, likelihoods) {
            let value = try Tensor.of([x], shape: [1, 1, 1, 1])
            for method in [TrainablePrior.Method.fused, .composed] {
                let bits = try tensors.bits(of: value, by: method).scalar()
                #expect(abs(exp2(-bits) - expected) < 1e-7)
            }
        }
        #expect(abs(try tensors.quantileLoss().scalar() - 40.60913848876953) < 1e-5)
    }

    @Test(
        "bits and all their derivatives are the reference's",
        arguments: [Tensor.Element.float32, .float64],
        [TrainablePrior.Method.fused, .composed]
    )
    func rate(element: Tensor.Element, method: TrainablePrior.Method) throws {
        let prior = try prior(channels: 3, trained: true)
        // An odd count, so that the loop has a rest; far values are at the bound.
        let (batch, places) = (2, 37)
        var random = RandomParameters(seed: 3)
        var values = random.floats(count: batch * 3 * places, within: 6)
        values[5] = 400
        let tensors = try TrainablePrior(prior, as: element)
        let latents = try Tensor.of(
            values,
            shape: [batch, 3, places, 1],
            as: element,
            isTrainable: true
        )
        let bits = try tensors.bits(of: latents, by: method)
        // The reference wants channels outermost.
        func planes<Value>(_ flat: [Value]) -> [Value] {
            var result: [Value] = []
            for channel in 0..<3 {
                for image in 0..<batch {
                    let start = (image * 3 + channel) * places
                    result += flat[start..<(start + places)]
                }
            }
            return result
        }
        let expected = try prior.rate(of: planes(values), planeCount: batch * places)
        let tolerance = element == .float64 ? 1e-9 : 2e-4
        #expect(abs(try bits.scalar() - expected.bits) <= tolerance * expected.bits)
        let entries = tensors.parameters.entries.dropLast()
        let gradients = try bits.gradients(of: [latents] + entries.map(\.tensor))
        let slopes = planes(try #require(gradients[0]).doubles())
        #expect(agree(slopes, expected.valueGradient, tolerance))
        for (index, entry) in entries.enumerated() {
            let found = try #require(gradients[index + 1]).doubles()
            #expect(
                agree(found, expected.networkGradient.arrays[index], tolerance),
                "\(entry.name)"
            )
        }
    }

    @Test("the quantile loss moves the quantiles alone, as the reference says")
    func quantiles() throws {
        var prior = try prior(channels: 2, trained: true)
        prior.quantiles = [-9, 0.25, 7, -30, -1, 12]
        let tensors = try TrainablePrior(prior, as: .float64)
        let loss = try tensors.quantileLoss()
        let (expected, slopes) = prior.quantileLoss()
        #expect(abs(try loss.scalar() - expected) <= 1e-9 * expected)
        let gradients = try loss.gradients(of: tensors.parameters.entries.map(\.tensor))
        #expect(gradients.dropLast().allSatisfy { $0 == nil })
        #expect(agree(try #require(gradients.last ?? nil).doubles(), slopes, 1e-9))
    }

    @Test("what is no number shows in the bits")
    func nan() throws {
        let tensors = try TrainablePrior(prior(channels: 1, trained: true))
        for method in [TrainablePrior.Method.fused, .composed] {
            let values = try Tensor.of(
                [Float](repeating: 1, count: 31) + [.nan],
                shape: [1, 1, 32, 1]
            )
            #expect(try tensors.bits(of: values, by: method).scalar().isNaN)
        }
    }

    @Test("tensors and prior go to and fro without loss; wrong channels are refused")
    func round() throws {
        let prior = try prior(channels: 4, trained: true)
        let tensors = try TrainablePrior(prior)
        #expect(try tensors.prior() == prior)
        let wrong = try Tensor.of([Float](repeating: 0, count: 12), shape: [1, 3, 2, 2])
        #expect(throws: TorchError(.refused, "")) { try tensors.bits(of: wrong) }
    }

    private func agree(_ found: [Double], _ expected: [Double], _ tolerance: Double) -> Bool {
        let scale = expected.reduce(1e-3) { max($0, abs($1)) }
        return found.count == expected.count
            && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance * scale }
    }

    private func exp2(_ x: Double) -> Double {
        var (result, factor) = (1.0, x)
        // Powers of two by the series of e^(x ln 2) on a small part, squared back.
        factor *= 0.693_147_180_559_945_3 / 1024
        var term = 1.0
        for index in 1..<20 {
            term *= factor / Double(index)
            result += term
        }
        for _ in 0..<10 { result *= result }
        return result
    }
}

/// A prior with a seed; a trained one is no longer the same in every channel.
func prior(channels: Int, trained: Bool) throws -> FactorizedPrior {
    var generator = Linear(state: 9)
    var prior = try FactorizedPrior.initial(
        channelCount: channels,
        scale: trained ? 4 : 10,
        using: &generator
    )
    guard trained else { return prior }
    for layer in prior.network.factors.indices {
        for index in prior.network.factors[layer].indices {
            prior.network.factors[layer][index] = Float.random(in: -0.8...0.8, using: &generator)
        }
    }
    for layer in prior.network.matrices.indices {
        for index in prior.network.matrices[layer].indices {
            prior.network.matrices[layer][index] += Float.random(in: -0.5...0.5, using: &generator)
        }
    }
    return prior
}

struct Linear: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}
