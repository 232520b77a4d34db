import FrankenEntropy
import Testing

@Suite("Entropy tables and their blob")
struct EntropyTablesTests {
    private func tables() throws -> EntropyTables {
        try LatentFixture(seed: 40, channels: 5, height: 1, width: 1).tables
    }

    /// `blob` with the digest that its altered content has.
    private func rehashed(_ blob: [UInt8]) -> [UInt8] {
        blob.dropLast(32) + SHA256.digest(of: blob.dropLast(32))
    }

    private func refusal(of blob: [UInt8]) -> EntropyError.Code? {
        do {
            _ = try EntropyTables(blob: blob)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("a blob reads back as the same tables with the same identity")
    func roundTrip() throws {
        let tables = try tables()
        let read = try EntropyTables(blob: tables.blob)
        #expect(read == tables)
        #expect(read.digest == Array(tables.blob.suffix(32)))
        #expect(read.id == DigestPrefix(digest: tables.digest))
    }

    /// The page `Zoo/formats/tables.md` shows these bytes.
    @Test("the worked example of the format page")
    func workedExample() throws {
        let tables = try FormatExample.tables()
        #expect(hex(tables.blob) == FormatExample.tableBlob.filter { !$0.isWhitespace })
        #expect(try EntropyTables(blob: bytes(fromHex: FormatExample.tableBlob)) == tables)
    }

    @Test("every truncation and every flipped bit is refused")
    func damage() throws {
        let blob = try tables().blob
        for length in 0..<blob.count { #expect(refusal(of: Array(blob[..<length])) != nil) }
        #expect(refusal(of: blob + [0]) != nil)
        for bit in 0..<blob.count * 8 {
            var flipped = blob
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(refusal(of: flipped) != nil, "bit \(bit)")
        }
    }

    @Test("altered content with a valid digest is refused or keeps every rule")
    func rehashedDamage() throws {
        let blob = try tables().blob
        for index in 0..<blob.count - 32 {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var altered = blob
                altered[index] = value
                guard let read = try? EntropyTables(blob: rehashed(altered)) else { continue }
                for channel in read.channels {
                    #expect(channel.cdf.first == 0)
                    #expect(channel.cdf.last == 65_536)
                    #expect(zip(channel.cdf, channel.cdf.dropFirst()).allSatisfy { $0 < $1 })
                    #expect(abs(channel.offset) <= 1 << 15)
                }
                #expect(read.channels.count == 5)
            }
        }
    }

    @Test("headers that claim too much are refused without the memory they claim")
    func claims() throws {
        let blob = try tables().blob
        func with(_ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
            var altered = blob
            altered.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            return rehashed(altered)
        }
        #expect(refusal(of: with(0, [0x46, 0x53, 0x45, 0x58])) == .malformedBlob)
        #expect(refusal(of: with(4, [2, 0])) == .unsupportedVersion)
        #expect(refusal(of: with(6, [0])) == .invalidTables)
        #expect(refusal(of: with(6, [17])) == .invalidTables)
        #expect(refusal(of: with(7, [1])) == .malformedBlob)
        #expect(refusal(of: with(8, [0xFF, 0xFF, 0xFF, 0xFF])) == .malformedBlob)
        #expect(refusal(of: with(12, [0xFF, 0xFF, 0xFF, 0x7F])) == .malformedBlob)
        #expect(refusal(of: with(16, [0, 0, 0, 0])) == .malformedBlob)
        #expect(refusal(of: with(16, [0xFF, 0xFF, 0xFF, 0xFF])) == .malformedBlob)
        #expect(refusal(of: with(20, [0, 0, 1, 0])) == .invalidTables)
        #expect(refusal(of: with(24, [0, 0, 0xC0, 0x7F])) == .invalidTables)
    }

    @Test(
        "tables that break a rule are refused",
        arguments: [
            (16, [], 0), (16, [0, 65_536], 0), (16, [0, 5, 5, 65_536], 0),
            (16, [0, 6, 5, 65_536], 0), (16, [1, 5, 65_536], 0), (16, [0, 5, 65_535], 0),
            (16, [0, 5, 65_537], 0), (16, [0, 5, 65_536], 32_769), (16, [0, 5, 65_536], -32_769),
            (0, [0, 1, 2], 0), (17, [0, 5, 131_072], 0), (1, [0, 1, 2, 3], 0),
        ] as [(Int, [UInt32], Int32)]
    )
    func rules(precision: Int, cdf: [UInt32], offset: Int32) {
        #expect(throws: EntropyError(.invalidTables, "")) {
            try EntropyTables(
                precision: precision,
                channels: [.init(offset: offset, median: 0, cdf: cdf)]
            )
        }
    }

    @Test("no channels, too many channels and endless medians are refused")
    func channelRules() {
        let channel = EntropyTables.Channel(offset: 0, median: 0, cdf: [0, 5, 65_536])
        let endless = EntropyTables.Channel(offset: 0, median: .infinity, cdf: [0, 5, 65_536])
        for channels in [
            [], [channel, endless], [EntropyTables.Channel](repeating: channel, count: 4097),
        ] {
            #expect(throws: EntropyError(.invalidTables, "")) {
                try EntropyTables(precision: 16, channels: channels)
            }
        }
    }
}
