import FrankenEntropy
import Testing

@Suite("The quantizer")
struct QuantizerTests {
    private func tables(medians: [Float]) throws -> EntropyTables {
        try EntropyTables(
            precision: 16,
            channels: medians.map { .init(offset: 0, median: $0, cdf: [0, 60_000, 65_536]) }
        )
    }

    @Test("rounds about the median, ties to even, and goes back to symbol + median")
    func rounding() throws {
        let tables = try tables(medians: [0, 0.4])
        let shape = try LatentShape(channels: 2, height: 3, width: 4)
        let first: [Float] = [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999997, -0.7, 3, 1e6, -1e6, 0.7]
        let second: [Float] = [0, 1, -1, 2, -2, 0.4, 0.3, 3, -11, 12, 15, -200]
        let latent = first + second
        var symbols: [Int32] = []
        try tables.quantize(latent.span, shape: shape, into: &symbols)
        let expected =
            first.map { Int32($0.rounded(.toNearestOrEven)) }
            + second.map { Int32(($0 - 0.4).rounded(.toNearestOrEven)) }
        #expect(symbols == expected)
        #expect(symbols[..<6] == [0, 2, 2, 0, -2, -2])
        var back: [Float] = []
        try tables.dequantize(symbols.span, shape: shape, into: &back)
        let rounded = expected[..<12].map { Float($0) } + expected[12...].map { Float($0) + 0.4 }
        #expect(back == rounded)
    }

    @Test("agrees with the library's rounding on many values")
    func agreement() throws {
        var generator = SeededGenerator(seed: 70)
        let tables = try tables(medians: [0.3125])
        let shape = try LatentShape(channels: 1, height: 100, width: 100)
        let latent = (0..<10_000).map { _ in
            (Float(generator.next() % 40_000) - 20_000) / 64
        }
        var symbols: [Int32] = []
        try tables.quantize(latent.span, shape: shape, into: &symbols)
        #expect(symbols == latent.map { Int32(($0 - 0.3125).rounded(.toNearestOrEven)) })
    }

    @Test(
        "what is not finite or absurd is refused and leaves no symbols",
        arguments: [.nan, .infinity, -.infinity, 3e6, -3e38] as [Float]
    )
    func refusals(value: Float) throws {
        let tables = try tables(medians: [0])
        let shape = try LatentShape(channels: 1, height: 1, width: 3)
        var symbols: [Int32] = [1, 2, 3]
        let latent = [0, value, 1]
        #expect(throws: BitstreamError(.symbolOutOfRange, "")) {
            try tables.quantize(latent.span, shape: shape, into: &symbols)
        }
        #expect(symbols.isEmpty)
        #expect(throws: BitstreamError(.symbolCountMismatch, "")) {
            try tables.quantize([Float(0)].span, shape: shape, into: &symbols)
        }
    }
}
