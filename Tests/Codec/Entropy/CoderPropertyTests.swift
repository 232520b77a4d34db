import FrankenEntropy
import Testing

@Suite("Both coders on random tables and symbols")
struct CoderPropertyTests {
    @Test("decoding gives back the symbols, whatever the shape", arguments: CoderID.allCases)
    func roundTrip(coder: CoderID) throws {
        for seed in 0..<150 as Range<UInt64> {
            let fixture = try LatentFixture(
                seed: seed,
                channels: 1 + Int(seed % 7),
                height: 1 + Int(seed % 13),
                width: 1 + Int(seed / 3 % 17),
                peak: [1, 3, 40, 4000][Int(seed % 4)],
                escapes: [0, 5, 200][Int(seed % 3)]
            )
            let stream = try fixture.stream(coder)
            let outcome = fixture.decoder.outcome(of: stream)
            #expect(outcome == .success(fixture.symbols), "seed \(seed)")
        }
    }

    @Test(
        "sessions can be reused for other shapes and give the same bytes",
        arguments: CoderID.allCases
    )
    func reuse(coder: CoderID) throws {
        let large = try LatentFixture(seed: 1, channels: 3, height: 30, width: 31)
        let small = try LatentFixture(seed: 1, channels: 3, height: 2, width: 3)
        try #require(large.tables == small.tables)
        var encoder = try LatentEncoder(
            tables: large.tables,
            encoder: LatentFixture.encoder,
            coder: coder
        )
        var stream: [UInt8] = []
        var symbols: [Int32] = []
        for fixture in [small, large, small, large] {
            try encoder.encode(
                fixture.symbols.span,
                shape: fixture.shape,
                quality: 3,
                into: &stream
            )
            #expect(stream == (try fixture.stream(coder)))
            let header = try large.decoder.decode(stream.span, into: &symbols)
            #expect(header.shape == fixture.shape)
            #expect(symbols == fixture.symbols)
        }
    }

    @Test("the payload of coder 1 is within 0.2 % and 16 bytes of the cross-entropy")
    func efficiency() throws {
        for (seed, peak) in [(1, 1), (2, 3), (3, 20), (4, 200), (5, 4000)] as [(UInt64, Int)] {
            let fixture = try LatentFixture(
                seed: seed,
                channels: 24,
                height: 28,
                width: 28,
                peak: peak,
                escapes: 0
            )
            let bits = try fixture.tables.bitsPerChannel(
                of: fixture.symbols.span,
                shape: fixture.shape
            ).reduce(0, +)
            let payload = try fixture.stream(.lanes).count - BitstreamHeader.byteCount
            #expect(Double(payload) <= bits / 8 * 1.002 + 16, "peak \(peak)")
            #expect(Double(payload) >= bits / 8)
        }
    }

    @Test("an all-mode latent is a header and sixteen bytes of state, or hardly more")
    func emptyLatent() throws {
        let fixture = try LatentFixture(
            seed: 9,
            channels: 48,
            height: 28,
            width: 28,
            peak: 100_000,
            escapes: 0
        )
        let zeros = [Int32](repeating: 0, count: fixture.symbols.count)
        var encoder = try LatentEncoder(tables: fixture.tables, encoder: LatentFixture.encoder)
        var stream: [UInt8] = []
        try encoder.encode(zeros.span, shape: fixture.shape, into: &stream)
        #expect(stream.count <= BitstreamHeader.byteCount + 16 + 60)
        #expect(fixture.decoder.outcome(of: stream) == .success(zeros))
    }

    @Test("tables with fewer bits work as they are", arguments: CoderID.allCases)
    func lowPrecision(coder: CoderID) throws {
        let tables = try EntropyTables(
            precision: 2,
            channels: [
                .init(offset: -1, median: 0, cdf: [0, 1, 3, 4]),
                .init(offset: 0, median: 0, cdf: [0, 3, 4]),
            ]
        )
        let shape = try LatentShape(channels: 2, height: 1, width: 5)
        let symbols: [Int32] = [-1, 0, 7, 0, -9, 0, 0, 1, 0, 0]
        var encoder = try LatentEncoder(
            tables: tables,
            encoder: LatentFixture.encoder,
            coder: coder
        )
        var stream: [UInt8] = []
        try encoder.encode(symbols.span, shape: shape, into: &stream)
        let decoder = LatentDecoder(
            tables: tables,
            encoder: LatentFixture.encoder,
            planeLimit: 5
        )
        #expect(decoder.outcome(of: stream) == .success(symbols))
    }

    @Test("escapes reach exactly 32768 steps beyond either end", arguments: CoderID.allCases)
    func escapeReach(coder: CoderID) throws {
        let tables = try EntropyTables(
            precision: 16,
            channels: [.init(offset: -2, median: 0, cdf: [0, 9, 60_000, 65_536])]
        )
        let shape = try LatentShape(channels: 1, height: 1, width: 1)
        var encoder = try LatentEncoder(
            tables: tables,
            encoder: LatentFixture.encoder,
            coder: coder
        )
        let decoder = LatentDecoder(tables: tables, encoder: LatentFixture.encoder, planeLimit: 1)
        var stream: [UInt8] = []
        for value in [-2 - 32_768, -3, -2, -1, 0, 32_767] as [Int32] {
            try encoder.encode([value].span, shape: shape, into: &stream)
            #expect(decoder.outcome(of: stream) == .success([value]))
        }
        for value in [-2 - 32_769, 32_768, .min, .max] as [Int32] {
            #expect(throws: BitstreamError(.symbolOutOfRange, "")) {
                try encoder.encode([value].span, shape: shape, into: &stream)
            }
            #expect(stream.isEmpty)
        }
    }

    @Test("the encoder refuses the wrong number of symbols or channels")
    func wrongCounts() throws {
        let fixture = try LatentFixture(seed: 2, channels: 2, height: 3, width: 3)
        var encoder = try LatentEncoder(tables: fixture.tables, encoder: LatentFixture.encoder)
        var stream: [UInt8] = [1]
        let short = [Int32](repeating: 0, count: 17)
        #expect(throws: BitstreamError(.symbolCountMismatch, "")) {
            try encoder.encode(short.span, shape: fixture.shape, into: &stream)
        }
        #expect(stream.isEmpty)
        let wide = try LatentShape(channels: 3, height: 3, width: 2)
        #expect(throws: BitstreamError(.unsupportedShape, "")) {
            try encoder.encode(fixture.symbols.span, shape: wide, into: &stream)
        }
    }

    @Test("a table too large for coder 1 is refused there and works with coder 0")
    func largeTable() throws {
        let cdf = (0...5000).map { UInt32($0) } + [65_536]
        let tables = try EntropyTables(
            precision: 16,
            channels: [.init(offset: 0, median: 0, cdf: cdf)]
        )
        #expect(throws: EntropyError(.unsupportedTables, "")) {
            try LatentEncoder(tables: tables, encoder: LatentFixture.encoder)
        }
        var encoder = try LatentEncoder(
            tables: tables,
            encoder: LatentFixture.encoder,
            coder: .compressAI
        )
        let shape = try LatentShape(channels: 1, height: 1, width: 3)
        let symbols: [Int32] = [0, 4999, 5001]
        var stream: [UInt8] = []
        try encoder.encode(symbols.span, shape: shape, into: &stream)
        let decoder = LatentDecoder(tables: tables, encoder: LatentFixture.encoder, planeLimit: 3)
        #expect(decoder.outcome(of: stream) == .success(symbols))
    }
}
