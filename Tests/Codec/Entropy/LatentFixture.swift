import FrankenEntropy

/// Tables, a shape and symbols that are a function of a seed alone.
///
/// Uses no library algorithm for random numbers in a range, because a new standard library may
/// change those and goldens must stay.
struct LatentFixture: Sendable {
    static let encoder = DigestPrefix(rawValue: 0xC0DE_C0DE)

    let tables: EntropyTables
    let shape: LatentShape
    let symbols: [Int32]

    /// Makes a latent.
    ///
    /// - Parameters:
    ///   - seed: Everything depends on this.
    ///   - channels: Channels of the latent.
    ///   - height: Rows.
    ///   - width: Columns.
    ///   - peak: Weight of each channel's middle value relative to the others: 1 is flat.
    ///   - escapes: How many of 1000 symbols lie outside their table.
    /// - Throws: What tables and shapes throw.
    init(
        seed: UInt64,
        channels: Int,
        height: Int,
        width: Int,
        peak: Int = 40,
        escapes: Int = 5
    ) throws {
        var generator = SeededGenerator(seed: seed)
        func below(_ count: Int) -> Int { Int(generator.next() >> 1) % count }
        shape = try LatentShape(channels: channels, height: height, width: width)
        tables = try EntropyTables(
            precision: 16,
            channels: (0..<channels).map { _ in
                let reach = 1 + below(9)
                let weights = (-reach...reach).map { value in
                    Float(value == 0 ? 100 * peak : 1 + below(100)) / Float(1 + abs(value))
                }
                let sum = weights.reduce(0, +)
                return .init(
                    offset: Int32(-reach),
                    median: Float(below(64)) / 64,
                    cdf: try QuantizedCDF.make(weights.map { $0 / sum } + [1e-4])
                )
            }
        )
        symbols = tables.channels.flatMap { channel -> [Int32] in
            (0..<height * width).map { _ in
                let slot = UInt32(below(1 << 16))
                let index = channel.cdf.lastIndex { $0 <= slot } ?? 0
                guard below(1000) < escapes || index == channel.escapeIndex else {
                    return channel.offset + Int32(index)
                }
                let distance = Int32(below(below(8) == 0 ? 32_768 : 12))
                return below(2) == 0
                    ? channel.offset - 1 - distance
                    : channel.offset + Int32(channel.escapeIndex) + distance
            }
        }
    }

    /// The bitstream of the latent.
    func stream(_ coder: CoderID, quality: UInt8 = 3) throws -> [UInt8] {
        var encoder = try LatentEncoder(tables: tables, encoder: Self.encoder, coder: coder)
        var stream: [UInt8] = []
        try encoder.encode(symbols.span, shape: shape, quality: quality, into: &stream)
        return stream
    }

    /// A decoder for streams of this shape.
    var decoder: LatentDecoder {
        LatentDecoder(tables: tables, encoder: Self.encoder, planeLimit: shape.planeCount)
    }
}

extension LatentDecoder {
    /// What decoding gives: symbols or the kind of error.
    func outcome(of stream: [UInt8]) -> Result<[Int32], BitstreamError> {
        var symbols: [Int32] = [1, 2, 3]
        do {
            _ = try decode(stream.span, into: &symbols)
            return .success(symbols)
        } catch {
            // An error never comes with symbols.
            return symbols.isEmpty ? .failure(error) : .success(symbols)
        }
    }

    /// The kind of error that decoding gives, or nil if it succeeds.
    func refusal(of stream: [UInt8]) -> BitstreamError.Code? {
        switch outcome(of: stream) {
        case .success: nil
        case .failure(let error): error.code
        }
    }
}

/// `stream` with a checksum that matches again, as a malicious sender would make it.
func resealed(_ stream: [UInt8]) -> [UInt8] {
    var stream = stream
    BitstreamHeader.seal(&stream, checksum: CRC32C())
    return stream
}
