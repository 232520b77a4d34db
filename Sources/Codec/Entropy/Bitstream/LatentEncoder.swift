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
    private let channelCount: Int
    private let checksum = CRC32C()
    private let code: Code
    private var compressAIEncoder = CompressAIEncoder()
    private var laneEncoder = LaneEncoder()

    /// Prepares a coder for `tables`.
    ///
    /// - Parameters:
    ///   - tables: The integer tables of the model.
    ///   - encoder: The digest prefix of the encoder network's blob.
    ///   - coder: Which coder writes the payload.
    /// - Throws: ``EntropyError`` with code `.unsupportedTables` when the coder cannot hold them.
    public init(
        tables: EntropyTables,
        encoder: DigestPrefix,
        coder: CoderID = .lanes
    ) throws(EntropyError) {
        self.encoder = encoder
        self.tables = tables.id
        self.coder = coder
        channelCount = tables.channels.count
        switch coder {
        case .compressAI: code = .compressAI(CompressAICode(tables))
        case .lanes: code = .lanes(try LaneCode(tables))
        }
    }

    /// Writes one bitstream.
    ///
    /// - Parameters:
    ///   - symbols: Quantized latent, round(y - median), in channel-major order.
    ///   - shape: Its shape; the channel count is that of the tables.
    ///   - quality: Any number that names the rate on the model's own scale.
    ///   - output: Is replaced by header and payload.
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape`, `.symbolCountMismatch` or
    ///   `.symbolOutOfRange`; `output` is then empty.
    public mutating func encode(
        _ symbols: Span<Int32>,
        shape: LatentShape,
        quality: UInt8 = 0,
        into output: inout [UInt8]
    ) throws(BitstreamError) {
        output.removeAll(keepingCapacity: true)
        try shape.check(channels: channelCount, symbols: symbols.count)
        BitstreamHeader(
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
}
