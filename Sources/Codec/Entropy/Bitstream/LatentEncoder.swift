/// Turns integer latents into bitstreams; keep one per thread and reuse it.
///
/// A value with its own buffers: after the first frame of a size it allocates nothing, as long as
/// the caller reuses `output` as well.
public struct LatentEncoder: Sendable {
    /// The derived tables of one coder.
    private enum Code: Sendable {
        case compressAI(CompressAICode)
        case lanes(LaneCode)
    }

    /// What the streams name as their encoder.
    public let encoder: DigestPrefix
    /// What the streams name as their tables.
    public let tables: DigestPrefix
    /// The coder that writes the payloads.
    public let coder: CoderID
    private let codec: LatentCodec
    private let checksum = CRC32C()
    /// By level, made when a stream first needs them.
    private var codes: [Code?]
    private var compressAIEncoder = CompressAIEncoder()
    private var laneEncoder = LaneEncoder()
    private var symbols: [Int32] = []

    /// Prepares a coder.
    ///
    /// - Parameters:
    ///   - codec: Quantizer and tables of the model.
    ///   - encoder: The digest prefix of the encoder network's blob.
    ///   - coder: Which coder writes the payload.
    /// - Throws: ``EntropyError`` with code `.unsupportedTables` when the coder cannot hold them.
    public init(
        _ codec: LatentCodec,
        encoder: DigestPrefix,
        coder: CoderID = .lanes
    ) throws(EntropyError) {
        self.codec = codec
        self.encoder = encoder
        self.coder = coder
        tables = codec.id
        codes = codec.levels.map { _ in nil }
        if coder == .lanes {
            for level in codec.levels { try LaneCode.check(level.tables) }
        }
    }

    /// The same for tables of one rate.
    ///
    /// - Throws: As ``init(_:encoder:coder:)``.
    public init(
        tables: EntropyTables,
        encoder: DigestPrefix,
        coder: CoderID = .lanes
    ) throws(EntropyError) {
        try self.init(LatentCodec(tables), encoder: encoder, coder: coder)
    }

    /// Quantizes a latent and writes one bitstream.
    ///
    /// - Parameters:
    ///   - latent: `[C, H, W]`, as the encoder network gives it.
    ///   - shape: Its shape; the channel count is that of the codec.
    ///   - quality: What the stream names; the index of a level where the codec has several.
    ///   - output: Is replaced by header and payload.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape`, `.symbolCountMismatch`,
    ///   `.symbolOutOfRange` or `.unknownLevel`; `output` is then empty.
    public mutating func encode(
        latent: Span<Float>,
        shape: LatentShape,
        quality: UInt8 = 0,
        into output: inout [UInt8]
    ) throws(BitstreamError) {
        output.removeAll(keepingCapacity: true)
        let level = try codec.level(ofQuality: quality)
        try codec.quantize(latent, shape: shape, level: level, into: &symbols)
        // A second reference for the time of the call, not a copy.
        let coded = symbols
        try encode(coded.span, shape: shape, quality: quality, into: &output)
    }

    /// Writes one bitstream.
    ///
    /// - Parameters:
    ///   - symbols: Quantized latent in channel-major order.
    ///   - shape: Its shape; the channel count is that of the tables.
    ///   - quality: Any number that names the rate on the model's own scale; the index of a level
    ///     where the codec has several.
    ///   - output: Is replaced by header and payload.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape`, `.symbolCountMismatch`,
    ///   `.symbolOutOfRange` or `.unknownLevel`; `output` is then empty.
    public mutating func encode(
        _ symbols: Span<Int32>,
        shape: LatentShape,
        quality: UInt8 = 0,
        into output: inout [UInt8]
    ) throws(BitstreamError) {
        output.removeAll(keepingCapacity: true)
        try shape.check(channels: codec.channelCount, symbols: symbols.count)
        let code = try code(at: codec.level(ofQuality: quality))
        BitstreamHeader(
            version: codec.format.streamVersion,
            coder: coder,
            quality: quality,
            encoder: encoder,
            tables: tables,
            shape: shape
        ).append(to: &output)
        do throws(PayloadFault) {
            switch code {
            case .compressAI(let code):
                try compressAIEncoder.encode(
                    symbols,
                    with: code,
                    planeCount: shape.planeCount,
                    into: &output
                )
            case .lanes(let code):
                try laneEncoder.encode(
                    symbols,
                    with: code,
                    planeCount: shape.planeCount,
                    into: &output
                )
            }
        } catch {
            output.removeAll(keepingCapacity: true)
            throw BitstreamError(error, shape: shape)
        }
        BitstreamHeader.seal(&output, checksum: checksum)
    }

    private mutating func code(at level: Int) throws(BitstreamError) -> Code {
        if let known = codes[level] { return known }
        let made: Code
        switch coder {
        case .compressAI: made = .compressAI(CompressAICode(codec.levels[level].tables))
        case .lanes:
            do {
                made = .lanes(try LaneCode(codec.levels[level].tables))
            } catch {
                throw BitstreamError(.unknownCoder, error.message)
            }
        }
        codes[level] = made
        return made
    }
}
