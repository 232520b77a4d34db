import FrankenCodec
import FrankenEntropy
import FrankenGraph
import Testing

@Suite("Bits of given latents")
struct GivenLatentTests {
    /// 48 x 28 x 28 values whose spread falls from channel to channel, as a latent's does.
    private func latent(seed: UInt64) -> [Float] {
        var random = RandomParameters(seed: seed)
        return (0..<48).flatMap { channel in
            random.floats(count: 784, within: 6 / Float(1 + channel))
        }
    }

    @Test(
        "are the same in debug and release builds, on every machine",
        arguments: [
            (CoderID.compressAI, 1840, 0x49BA_9844), (.lanes, 1848, 0x4CD3_74CC),
        ] as [(CoderID, Int, UInt32)]
    )
    func golden(coder: CoderID, byteCount: Int, checksum: UInt32) throws {
        let values = latent(seed: 5)
        let tables = try TableFit.tables(fitting: [values], channelCount: 48)
        let shape = try LatentShape(channels: 48, height: 28, width: 28)
        var symbols: [Int32] = []
        try tables.quantize(values.span, shape: shape, into: &symbols)
        var encoder = try LatentEncoder(
            tables: tables,
            encoder: DigestPrefix(rawValue: 0x0102_0304),
            coder: coder
        )
        var stream: [UInt8] = []
        try encoder.encode(symbols.span, shape: shape, into: &stream)
        // The header's checksum covers everything, table id included.
        let found = (16..<20).reduce(UInt32(0)) { $0 | UInt32(stream[$1]) << (8 * ($1 - 16)) }
        #expect(stream.count == byteCount)
        #expect(found == checksum, "\(String(found, radix: 16))")
    }
}
