import FrankenEntropy
import Testing

/// Streams and tables made with CompressAI's own code, from the reference's section 4.4.
@Suite("Coder 0 against CompressAI's golden vectors")
struct CompressAIGoldenTests {
    struct Golden: Sendable {
        let offset: Int32
        let cdf: [UInt32]
        let symbols: [Int32]
        let payload: String
    }

    static let goldens = [
        Golden(
            offset: -10,
            cdf: [
                0, 1586, 3358, 5326, 7493, 9845, 12344, 14918, 17469, 19890, 22102, 24070, 25806,
                27352, 28757, 30065, 31305, 32496, 33646, 34759, 35836, 36876, 65536,
            ],
            symbols: [0, 1, -1, 2, -2, 0, 0, 3, -11, 12, 15, -200],
            payload: "075b041cbc7c1b00f75737a1d2cc0e17"
        ),
        Golden(
            offset: -8,
            cdf: [
                0, 2047, 4290, 6706, 9244, 11821, 14331, 16675, 18790, 20661, 22314, 23797, 25158,
                26435, 27653, 65536,
            ],
            symbols: [0, 1, -1, 2, -2, 0, 0, 3, -11, 12, 15, -200],
            payload: "0c50b11e48b2cc00c94a2699beb4eb33"
        ),
    ]

    @Test(
        "the payload is byte for byte CompressAI's and decodes to the same symbols",
        arguments: goldens
    )
    func payload(golden: Golden) throws {
        let tables = try EntropyTables(
            precision: 16,
            channels: [.init(offset: golden.offset, median: 0, cdf: golden.cdf)]
        )
        let shape = try LatentShape(channels: 1, height: 1, width: golden.symbols.count)
        let id = DigestPrefix(rawValue: 7)
        var encoder = try LatentEncoder(tables: tables, encoder: id, coder: .compressAI)
        var stream: [UInt8] = []
        try encoder.encode(golden.symbols.span, shape: shape, into: &stream)
        #expect(hex(stream.dropFirst(BitstreamHeader.byteCount)) == golden.payload)
        let decoder = LatentDecoder(tables: tables, encoder: id, planeLimit: 784)
        var symbols: [Int32] = []
        _ = try decoder.decode(stream.span, into: &symbols)
        #expect(symbols == golden.symbols)
    }

    @Test("the same symbols survive coder 1", arguments: goldens)
    func lanes(golden: Golden) throws {
        let tables = try EntropyTables(
            precision: 16,
            channels: [.init(offset: golden.offset, median: 0, cdf: golden.cdf)]
        )
        let shape = try LatentShape(channels: 1, height: 1, width: golden.symbols.count)
        let id = DigestPrefix(rawValue: 7)
        var encoder = try LatentEncoder(tables: tables, encoder: id)
        var stream: [UInt8] = []
        try encoder.encode(golden.symbols.span, shape: shape, into: &stream)
        let decoder = LatentDecoder(tables: tables, encoder: id, planeLimit: 784)
        var symbols: [Int32] = []
        _ = try decoder.decode(stream.span, into: &symbols)
        #expect(symbols == golden.symbols)
    }
}
