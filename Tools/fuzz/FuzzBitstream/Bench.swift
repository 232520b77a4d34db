import FrankenEntropy

/// An encoder and a decoder that belong together, and what must hold for them.
struct Bench {
    private static let planeLimit = 256
    /// The bench of the fixed tables for each coder, made once: tables take a millisecond.
    static let fixed = CoderID.allCases.map { coder in
        Result { try Bench(LatentCodec(tables()), coder: coder) }
    }

    let decoder: LatentDecoder
    private let encoder: LatentEncoder

    init(_ codec: LatentCodec, coder: CoderID) throws {
        let id = DigestPrefix(rawValue: 0xC0DE_C0DE)
        encoder = try LatentEncoder(codec, encoder: id, coder: coder)
        decoder = LatentDecoder(codec, encoder: id, planeLimit: Self.planeLimit)
    }

    /// Four channels: flat, peaked (which coder 1 writes as runs), lopsided, and a single value.
    private static func tables() throws -> EntropyTables {
        let shapes: [(offset: Int32, counts: [UInt32])] = [
            (-4, [UInt32](repeating: 1 << 12, count: 15) + [1 << 12]),
            (-1, [2_000, 61_000, 2_500, 36]),
            (0, [30_000, 20_000, 10_000, 5_000, 500, 35, 1]),
            (3, [65_535, 1]),
        ]
        return try EntropyTables(
            precision: 16,
            channels: shapes.map { offset, counts in
                let cdf = counts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
                return .init(offset: offset, median: 0.25, cdf: cdf)
            }
        )
    }

    /// Writes the symbols, reads them back, and returns the stream; nil for symbols out of reach.
    @discardableResult
    func checkRoundTrip(
        _ symbols: [Int32],
        shape: LatentShape,
        quality: UInt8 = 0
    ) throws -> [UInt8]? {
        var encoder = encoder
        var stream: [UInt8] = []
        do throws(BitstreamError) {
            try encoder.encode(symbols.span, shape: shape, quality: quality, into: &stream)
        } catch {
            // An escape reaches 2^15 beyond the table, some symbols lie further out.
            if error.code == .symbolOutOfRange { return nil }
            throw error
        }
        var read: [Int32] = []
        let header = try decoder.decode(stream.span, into: &read)
        precondition(header.shape == shape && read == symbols, "another latent came back")
        return stream
    }

    /// Reads a stream whose checksum is made right: it decodes to its shape or gives an error.
    func checkOutcome(of stream: [UInt8]) {
        guard stream.count >= BitstreamHeader.byteCount else { return }
        var stream = stream
        BitstreamHeader.seal(&stream, checksum: CRC32C())
        var symbols: [Int32] = []
        guard let header = try? decoder.decode(stream.span, into: &symbols) else {
            precondition(symbols.isEmpty, "an error came with symbols")
            return
        }
        precondition(header.shape.planeCount <= Self.planeLimit, "the limit was passed")
        precondition(symbols.count == header.shape.symbolCount, "wrong number of symbols")
        precondition(symbols.allSatisfy { abs(Int($0)) <= 1 << 17 }, "a symbol out of reach")
    }
}
