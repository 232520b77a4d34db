import FrankenEntropy
import Testing

@Suite("Quantized cumulative distributions")
struct QuantizedCDFTests {
    @Test(
        "the published vectors, integer for integer",
        arguments: [
            ([0.1, 0.2, 0, 0], [0, 21845, 65534, 65535, 65536]),
            ([0.25, 0.25, 0.25, 0.25], [0, 16384, 32768, 49152, 65536]),
            ([0.9, 0.05, 0.03, 0.02, 1e-7], [0, 58982, 62259, 64225, 65535, 65536]),
            ([1e-9, 0.5, 0.5, 1e-9], [0, 1, 32767, 65535, 65536]),
            ([0.999999, 1e-9, 1e-9, 1e-9, 1e-9], [0, 65532, 65533, 65534, 65535, 65536]),
        ] as [([Float], [UInt32])]
    )
    func vectors(probabilities: [Float], expected: [UInt32]) throws {
        #expect(try QuantizedCDF.make(probabilities) == expected)
    }

    @Test("any probabilities give a strictly increasing table", arguments: 0..<200)
    func strictlyIncreasing(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let precision = Int.random(in: 4...16, using: &generator)
        let count = Int.random(in: 1...min(300, 1 << precision), using: &generator)
        var probabilities = (0..<count).map { _ in
            Float.random(in: 0...1, using: &generator) < 0.5
                ? 0 : Float.random(in: 0...1, using: &generator)
        }
        probabilities[Int.random(in: 0..<count, using: &generator)] = 1
        let cdf = try QuantizedCDF.make(probabilities, precision: precision)
        #expect(cdf.count == count + 1)
        #expect(cdf.first == 0)
        #expect(cdf.last == 1 << UInt32(precision))
        #expect(zip(cdf, cdf.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test(
        "what is no distribution is refused",
        arguments: [
            [], [0, 0], [-0.1, 1], [.nan, 1], [.infinity, 1], [1e-9, 1e-9],
            [Float](repeating: 1, count: 65_537),
        ] as [[Float]]
    )
    func refusals(probabilities: [Float]) {
        #expect(throws: EntropyError(.invalidProbabilities, "")) {
            try QuantizedCDF.make(probabilities)
        }
    }

    @Test("a precision outside 1 to 16 is refused", arguments: [-1, 0, 17, 64])
    func precision(_ precision: Int) {
        #expect(throws: EntropyError(.invalidProbabilities, "")) {
            try QuantizedCDF.make([1, 1], precision: precision)
        }
    }
}
