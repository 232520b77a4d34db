import FrankenEntropy
import Testing

@Suite("Latent codec of several rates")
struct LatentCodecTests {
    private static let encoder = DigestPrefix(rawValue: 0xC0DE_C0DE)

    /// Tables of a channel that reaches so far, likelier in the middle.
    private static func channel(reach: Int, median: Float) throws -> EntropyTables.Channel {
        let weights = (-reach...reach).map { 1 / Float(1 + $0 * $0) }
        let sum = weights.reduce(0, +)
        return .init(
            offset: Int32(-reach),
            median: median,
            cdf: try QuantizedCDF.make(weights.map { $0 / sum } + [1e-3])
        )
    }

    /// Levels whose steps become finer: gains of 1, 2, 4 and so on.
    static func codec(levels: Int = 4, channels: Int = 3) throws -> LatentCodec {
        try LatentCodec(
            levels: (0..<levels).map { level in
                let gains = (0..<channels).map { Float(1 << min(level, 12)) * (1 + Float($0) / 4) }
                return LatentCodec.Level(
                    gains: gains,
                    inverseGains: gains.map { 0.9 / $0 },
                    tables: try EntropyTables(
                        precision: 16,
                        channels: gains.indices.map { index in
                            try channel(reach: 2 + 3 << min(level, 6), median: Float(index) / 8)
                        }
                    )
                )
            }
        )
    }

    private static func latent(_ seed: UInt64, _ shape: LatentShape) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<shape.symbolCount).map { _ in
            Float(Int64(bitPattern: generator.next()) >> 40) / Float(1 << 21)
        }
    }

    @Test("Every level comes back from its stream, in both coders", arguments: CoderID.allCases)
    func roundTrip(coder: CoderID) throws {
        let codec = try Self.codec()
        let shape = try LatentShape(channels: 3, height: 5, width: 7)
        var writer = try LatentEncoder(codec, encoder: Self.encoder, coder: coder)
        let reader = LatentDecoder(codec, encoder: Self.encoder, planeLimit: 35)
        let latent = Self.latent(1, shape)
        var errors: [Float] = []
        for level in codec.levels.indices {
            var (stream, symbols, wanted, found): ([UInt8], [Int32], [Float], [Float]) =
                ([], [], [], [])
            try writer.encode(
                latent: latent.span,
                shape: shape,
                quality: UInt8(level),
                into: &stream
            )
            let header = try reader.decode(stream.span, into: &found)
            #expect(header.version == 2 && header.quality == UInt8(level))
            #expect(header.tables == codec.id)
            try codec.quantize(latent.span, shape: shape, level: level, into: &symbols)
            try codec.dequantize(symbols.span, shape: shape, level: level, into: &wanted)
            #expect(found == wanted)
            errors.append(zip(latent, found).reduce(0) { $0 + abs($1.0 - $1.1 / 0.9) })
        }
        #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 > $1 })
    }

    @Test("A symbol is round(g y - m), a latent g' (symbol + m)")
    func quantizer() throws {
        let codec = try Self.codec()
        let shape = try LatentShape(channels: 3, height: 1, width: 2)
        let latent: [Float] = [0.3, -0.8, 1.25, 0.5, 2, -0.01]
        var (symbols, back): ([Int32], [Float]) = ([], [])
        for (index, level) in codec.levels.enumerated() {
            try codec.quantize(latent.span, shape: shape, level: index, into: &symbols)
            try codec.dequantize(symbols.span, shape: shape, level: index, into: &back)
            for place in latent.indices {
                let median = level.tables.channels[place / 2].median
                let scaled = level.gains[place / 2] * latent[place] - median
                #expect(symbols[place] == Int32(scaled.rounded(.toNearestOrEven)))
                #expect(
                    back[place] == level.inverseGains[place / 2] * (Float(symbols[place]) + median)
                )
            }
        }
    }

    @Test("Bits are counted without coding, and the highest level that fits is found")
    func cost() throws {
        let codec = try Self.codec(levels: 7)
        let shape = try LatentShape(channels: 3, height: 20, width: 20)
        // Within the tables, so that escapes are few and the estimate is close.
        let latent = Self.latent(7, shape).map { $0 / 4 }
        var counter = RateCounter(codec)
        var writer = try LatentEncoder(codec, encoder: Self.encoder)
        var sizes: [Int] = []
        for level in codec.levels.indices {
            var (stream, symbols): ([UInt8], [Int32]) = ([], [])
            try codec.quantize(latent.span, shape: shape, level: level, into: &symbols)
            let slow = try codec.bitsPerChannel(of: symbols.span, shape: shape, level: level)
                .reduce(0, +)
            let each = try codec.bitsPerSymbol(of: symbols.span, shape: shape, level: level)
            let fast = try counter.bits(of: latent.span, shape: shape, level: level)
            #expect(abs(fast - slow) < 0.01 * slow + 1)
            #expect(abs(Double(each.reduce(0, +)) - slow) < 0.01 * slow + 1)
            try writer.encode(
                latent: latent.span,
                shape: shape,
                quality: UInt8(level),
                into: &stream
            )
            sizes.append(stream.count)
            #expect(Double(stream.count) < fast / 8 * 1.02 + 60)
        }
        #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 < $1 })
        for (level, size) in sizes.enumerated() {
            let found = try counter.highestLevel(of: latent.span, shape: shape, within: size + 40)
            let best = try #require(found)
            #expect(best >= level - 1 && sizes[best] <= size + 40)
            if best + 1 < sizes.count { #expect(sizes[best + 1] >= size) }
        }
        #expect(try counter.highestLevel(of: latent.span, shape: shape, within: 40) == nil)
        #expect(try counter.highestLevel(of: latent.span, shape: shape, within: 1 << 30) == 6)
    }

    @Test("A blob comes back as it was, of either version", arguments: [1, 2, 33, 256])
    func blob(levels: Int) throws {
        let codec = try Self.codec(levels: levels)
        let read = try LatentCodec(blob: codec.blob)
        #expect(read == codec && read.blob == codec.blob && read.format == .variableRate)
        #expect(read.qualities?.count == levels)
        let old = LatentCodec(codec.levels[0].tables)
        let same = try LatentCodec(blob: old.blob)
        #expect(same == old && same.format == .fixedRate && same.qualities == nil)
        #expect(old.digest == codec.levels[0].tables.digest)
        #expect(old.blob == codec.levels[0].tables.blob)
    }

    @Test("Every cut and every flipped bit of a blob is refused")
    func damagedBlob() throws {
        let blob = try Self.codec(levels: 2, channels: 2).blob
        for length in 0..<blob.count {
            #expect(throws: EntropyError.self) { try LatentCodec(blob: blob.prefix(length)) }
        }
        for bit in 0..<blob.count * 8 {
            var flipped = blob
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: EntropyError.self) { try LatentCodec(blob: flipped) }
        }
    }

    @Test("What a blob claims is checked before it is believed")
    func hostileBlob() throws {
        let blob = try Self.codec(levels: 2, channels: 2).blob
        func refusal(_ offset: Int, _ bytes: [UInt8]) -> EntropyError.Code? {
            var altered = Array(blob.dropLast(32))
            altered.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            do {
                _ = try LatentCodec(blob: altered + SHA256.digest(of: altered))
                return nil
            } catch {
                return error.code
            }
        }
        #expect(refusal(4, [3, 0]) == .unsupportedVersion)
        #expect(refusal(4, [1, 0]) == .malformedBlob)
        #expect(refusal(6, [0]) == .invalidTables)
        #expect(refusal(7, [0]) == .malformedBlob)
        #expect(refusal(7, [255]) == .malformedBlob)
        #expect(refusal(8, [255, 255, 255, 255]) == .malformedBlob)
        #expect(refusal(8, [0, 0, 0, 0]) == .malformedBlob)
        #expect(refusal(12, [255, 255, 255, 255]) == .malformedBlob)
        #expect(refusal(16, [0, 0, 0, 0]) == .malformedBlob)
        #expect(refusal(16, [255, 255, 255, 255]) == .malformedBlob)
        let gain = 16 + 12
        for value in [Float.nan, .infinity, 0, -1] {
            let bits = value.bitPattern
            let bytes = (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
            #expect(refusal(gain, bytes) == .invalidTables)
            #expect(refusal(gain + 4, bytes) == .invalidTables)
        }
        let good = try Self.codec(levels: 1).levels[0]
        let other = try Self.codec(levels: 1, channels: 2).levels[0]
        for levels in [[], [good, other], [LatentCodec.Level](repeating: good, count: 257)] {
            #expect(throws: EntropyError(.invalidTables, "")) { try LatentCodec(levels: levels) }
        }
    }

    @Test("Streams of a level that is not there, or of the other version, are refused by name")
    func hostileStreams() throws {
        let codec = try Self.codec()
        let shape = try LatentShape(channels: 3, height: 4, width: 4)
        let fewer = try LatentCodec(levels: Array(codec.levels.prefix(2)))
        let latent = Self.latent(3, shape)
        for coder in CoderID.allCases {
            var writer = try LatentEncoder(codec, encoder: Self.encoder, coder: coder)
            let reader = LatentDecoder(codec, encoder: Self.encoder, planeLimit: 16)
            for level in codec.levels.indices {
                var stream: [UInt8] = []
                try writer.encode(
                    latent: latent.span,
                    shape: shape,
                    quality: UInt8(level),
                    into: &stream
                )
                var altered = stream
                altered[3] = 4
                #expect(reader.refusal(of: resealed(altered)) == .unknownLevel)
                altered[3] = 255
                #expect(reader.refusal(of: resealed(altered)) == .unknownLevel)
                altered = stream
                altered[2] = 0x10 | coder.rawValue
                #expect(reader.refusal(of: resealed(altered)) == .unsupportedVersion)
                altered[2] = 0x30 | coder.rawValue
                #expect(reader.refusal(of: resealed(altered)) == .unsupportedVersion)
                let few = LatentDecoder(fewer, encoder: Self.encoder, planeLimit: 16)
                #expect(few.refusal(of: stream) == .tableMismatch)
                let small = LatentDecoder(codec, encoder: Self.encoder, planeLimit: 15)
                #expect(small.refusal(of: stream) == .unsupportedShape)
                // Another level's tables: a latent within bounds, or an error.
                altered = stream
                altered[3] = UInt8((level + 1) % codec.levels.count)
                if case .success(let symbols) = reader.outcome(of: resealed(altered)) {
                    #expect(symbols.count == shape.symbolCount)
                    #expect(symbols.allSatisfy { abs($0) <= 1 << 17 })
                }
                for length in 0..<stream.count {
                    let cut = Array(stream[..<length])
                    #expect(reader.refusal(of: cut) != nil)
                    if length >= BitstreamHeader.byteCount {
                        #expect(reader.refusal(of: resealed(cut)) != nil)
                    }
                }
                for bit in 0..<stream.count * 8 {
                    var flipped = stream
                    flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                    #expect(reader.refusal(of: flipped) != nil)
                }
            }
            var stream: [UInt8] = [1]
            #expect(throws: BitstreamError(.unknownLevel, "")) {
                try writer.encode(latent: latent.span, shape: shape, quality: 4, into: &stream)
            }
            #expect(stream.isEmpty)
        }
    }

    @Test("Values that are none are refused at every level, and cost an escape")
    func notFinite() throws {
        let codec = try Self.codec()
        let shape = try LatentShape(channels: 3, height: 1, width: 1)
        var counter = RateCounter(codec)
        for value in [Float.nan, .infinity, -.infinity, 3e38] {
            for level in codec.levels.indices {
                var symbols: [Int32] = []
                let latent: [Float] = [0, value, 0]
                #expect(throws: BitstreamError(.symbolOutOfRange, "")) {
                    try codec.quantize(latent.span, shape: shape, level: level, into: &symbols)
                }
                #expect(symbols.isEmpty)
                let bits = try counter.bits(of: latent.span, shape: shape, level: level)
                #expect(bits.isFinite && bits > 16)
            }
        }
    }
}
