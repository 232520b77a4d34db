import FrankenEntropy
import Testing

@Suite("Hostile bitstreams")
struct HostileStreamTests {
    @Test("every truncation is refused, sealed again or not", arguments: CoderID.allCases)
    func truncations(coder: CoderID) throws {
        for seed in 0..<50 as Range<UInt64> {
            let fixture = try LatentFixture(
                seed: seed,
                channels: 3,
                height: 5,
                width: 6,
                peak: seed % 2 == 0 ? 2 : 60
            )
            let stream = try fixture.stream(coder)
            for length in 0..<stream.count {
                let cut = Array(stream[..<length])
                #expect(fixture.decoder.refusal(of: cut) != nil)
                if length >= BitstreamHeader.byteCount {
                    #expect(fixture.decoder.refusal(of: resealed(cut)) != nil)
                }
            }
        }
    }

    @Test("every single flipped bit is refused", arguments: CoderID.allCases)
    func flips(coder: CoderID) throws {
        for seed in 100..<110 as Range<UInt64> {
            let fixture = try LatentFixture(seed: seed, channels: 2, height: 4, width: 5)
            let stream = try fixture.stream(coder)
            for bit in 0..<stream.count * 8 {
                var flipped = stream
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(fixture.decoder.refusal(of: flipped) != nil, "seed \(seed), bit \(bit)")
            }
        }
    }

    /// A checksum is no authentication: whoever can write a stream can seal it.
    ///
    /// What comes out must then be an error, or a latent within the bounds that tables and escapes set.
    @Test(
        "altered payloads with a valid checksum give an error or bounded values",
        arguments: CoderID.allCases
    )
    func sealedFlips(coder: CoderID) throws {
        var (tried, accepted) = (0, 0)
        for seed in 200..<206 as Range<UInt64> {
            let fixture = try LatentFixture(
                seed: seed,
                channels: 2,
                height: 7,
                width: 7,
                peak: seed % 2 == 0 ? 2 : 60
            )
            let stream = try fixture.stream(coder)
            for bit in BitstreamHeader.byteCount * 8..<stream.count * 8 {
                var flipped = stream
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                tried += 1
                switch fixture.decoder.outcome(of: resealed(flipped)) {
                case .failure(let error):
                    #expect([.corruptPayload, .truncated].contains(error.code))
                case .success(let symbols):
                    accepted += 1
                    #expect(symbols.allSatisfy { abs($0) < 1 << 15 + 100 })
                }
            }
        }
        // The final states catch all but other numbers in the plain bits of an escape.
        #expect(accepted * 20 < tried)
    }

    @Test("random bytes behind a valid header are refused", arguments: CoderID.allCases)
    func randomPayloads(coder: CoderID) throws {
        let fixture = try LatentFixture(seed: 300, channels: 4, height: 9, width: 9)
        let header = try fixture.stream(coder)[..<BitstreamHeader.byteCount]
        var generator = SeededGenerator(seed: 301)
        for _ in 0..<2000 {
            let payload = (0..<Int(generator.next() % 300)).map { _ in
                UInt8(truncatingIfNeeded: generator.next())
            }
            #expect(fixture.decoder.refusal(of: resealed(header + payload)) != nil)
        }
    }

    @Test("10,000 random files are refused")
    func randomFiles() throws {
        let fixture = try LatentFixture(seed: 302, channels: 2, height: 2, width: 2)
        var generator = SeededGenerator(seed: 303)
        for round in 0..<10_000 {
            var file = (0..<Int(generator.next() % 80)).map { _ in
                UInt8(truncatingIfNeeded: generator.next())
            }
            if round % 2 == 0, file.count > 3 { file[..<3] = [0x46, 0x53, 0x11] }
            #expect(fixture.decoder.refusal(of: file) != nil)
        }
    }

    @Test("a foreign encoder or table is refused by name")
    func foreign() throws {
        let fixture = try LatentFixture(seed: 304, channels: 2, height: 3, width: 3)
        let other = try LatentFixture(seed: 305, channels: 2, height: 3, width: 3)
        let stream = try fixture.stream(.lanes)
        let decoder = LatentDecoder(
            tables: fixture.tables,
            encoder: DigestPrefix(rawValue: 0x0BAD_CAFE),
            planeLimit: 9
        )
        guard case .failure(let encoderError) = decoder.outcome(of: stream),
            case .failure(let tableError) = other.decoder.outcome(of: stream)
        else {
            Issue.record("a foreign stream was accepted")
            return
        }
        #expect(encoderError.code == .encoderMismatch)
        #expect(encoderError.message.contains("c0dec0de"))
        #expect(encoderError.message.contains("0badcafe"))
        #expect(tableError.code == .tableMismatch)
        #expect(tableError.message.contains(fixture.tables.id.description))
        #expect(tableError.message.contains(other.tables.id.description))
    }

    @Test("a shape beyond the limit or with other channels is refused before any work")
    func shapes() throws {
        let fixture = try LatentFixture(seed: 306, channels: 2, height: 6, width: 7)
        let stream = try fixture.stream(.lanes)
        let strict = LatentDecoder(
            tables: fixture.tables,
            encoder: LatentFixture.encoder,
            planeLimit: 41
        )
        #expect(strict.refusal(of: stream) == .unsupportedShape)
        var absurd = stream
        absurd[12..<16] = [0xFF, 0xFF, 0xFF, 0xFF]
        #expect(fixture.decoder.refusal(of: resealed(absurd)) == .unsupportedShape)
        absurd[12..<16] = [0x01, 0xF0, 0xFF, 0xFF]
        #expect(fixture.decoder.refusal(of: resealed(absurd)) == .unsupportedShape)
    }

    @Test(
        "a smaller shape than was coded is refused, and so is a larger one",
        arguments: CoderID.allCases
    )
    func liedShapes(coder: CoderID) throws {
        let fixture = try LatentFixture(seed: 307, channels: 2, height: 6, width: 6)
        let decoder = LatentDecoder(
            tables: fixture.tables,
            encoder: LatentFixture.encoder,
            planeLimit: 1 << 20
        )
        for (height, width) in [(1, 1), (6, 5), (6, 7), (5, 6), (1024, 1024)] {
            var lied = try fixture.stream(coder)
            let word = UInt32(1 | (height - 1) << 12 | (width - 1) << 22)
            for byte in 0..<4 {
                lied[12 + byte] = UInt8(truncatingIfNeeded: word >> UInt32(8 * byte))
            }
            let refusal = decoder.refusal(of: resealed(lied))
            #expect([.corruptPayload, .truncated].contains(refusal), "\(height)x\(width)")
        }
    }
}
