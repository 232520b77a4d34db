/// Turns bitstreams into integer latents; immutable, so threads can share one.
///
/// What a stream may cost is decided by the model and the limits given here, never by the stream:
/// one output buffer of the shape, at most a few steps per symbol, no other allocation.
public struct LatentDecoder: Sendable {
    /// The encoder whose streams are accepted.
    public let encoder: DigestPrefix
    /// The tables the streams must have been coded with.
    public let tables: DigestPrefix
    /// The most symbols one channel may have.
    public let planeLimit: Int
    private let codec: LatentCodec
    private let checksum = CRC32C()
    private let compressAI: LevelCodes<CompressAICode>
    private let lanes: LevelCodes<LaneCode?>

    /// Prepares both coders.
    ///
    /// - Parameters:
    ///   - codec: Quantizer and tables of the model, from its verified bundle.
    ///   - encoder: The digest prefix of the encoder network's blob.
    ///   - planeLimit: The most symbols per channel to accept: 28 · 28 for images of 224 × 224.
    public init(_ codec: LatentCodec, encoder: DigestPrefix, planeLimit: Int) {
        self.codec = codec
        self.encoder = encoder
        self.planeLimit = planeLimit
        tables = codec.id
        compressAI = LevelCodes(codec) { CompressAICode($0) }
        lanes = LevelCodes(codec) { try? LaneCode($0) }
    }

    /// The same for tables of one rate.
    public init(tables: EntropyTables, encoder: DigestPrefix, planeLimit: Int) {
        self.init(LatentCodec(tables), encoder: encoder, planeLimit: planeLimit)
    }

    /// Reads one bitstream up to the latent.
    ///
    /// - Parameters:
    ///   - stream: Header and payload, not a byte more or less; they may be hostile.
    ///   - latent: Receives `[C, H, W]`, what the decoder network takes; an array of the right size
    ///     is reused.
    /// - Returns: The header, with the latent's shape.
    /// - Throws: As ``decode(_:into:)-(_,[Int32])``.
    public func decode(
        _ stream: Span<UInt8>,
        into latent: inout [Float]
    ) throws(BitstreamError) -> BitstreamHeader {
        var symbols: [Int32] = []
        let header = try decode(stream, into: &symbols)
        let level = try codec.level(ofQuality: header.quality)
        try codec.dequantize(symbols.span, shape: header.shape, level: level, into: &latent)
        return header
    }

    /// Reads one bitstream up to its symbols.
    ///
    /// - Parameters:
    ///   - stream: Header and payload, not a byte more or less; they may be hostile.
    ///   - symbols: Receives the quantized latent in channel-major order; an array of the right
    ///     size is reused. It is empty after an error.
    /// - Returns: The header, with the latent's shape.
    /// - Throws: ``BitstreamError``; `.encoderMismatch` and `.tableMismatch` name both sides.
    /// - Complexity: O(shape + stream) time, whatever the stream says.
    public func decode(
        _ stream: Span<UInt8>,
        into symbols: inout [Int32]
    ) throws(BitstreamError) -> BitstreamHeader {
        do throws(BitstreamError) {
            let header = try acceptedHeader(of: stream)
            if symbols.count != header.shape.symbolCount {
                symbols = [Int32](repeating: 0, count: header.shape.symbolCount)
            }
            var output = symbols.mutableSpan
            try decodePayload(of: stream, header, into: &output)
            return header
        } catch {
            symbols.removeAll(keepingCapacity: true)
            throw error
        }
    }

    /// Reads the header and compares it with what this decoder serves.
    ///
    /// - Throws: ``BitstreamError`` as ``BitstreamHeader/init(reading:)`` does, or with code
    ///   `.encoderMismatch`, `.tableMismatch`, `.unknownLevel` or `.unsupportedShape`.
    public func acceptedHeader(of stream: Span<UInt8>) throws(BitstreamError) -> BitstreamHeader {
        let header = try BitstreamHeader(reading: stream, checksum: checksum)
        guard header.version == codec.format.streamVersion else {
            throw BitstreamError(
                .unsupportedVersion,
                "the stream has format version \(header.version), this decoder's tables have version "
                    + "\(codec.format.streamVersion); bring both sides to the same bundle version"
            )
        }
        guard header.encoder == encoder else {
            throw BitstreamError(
                .encoderMismatch,
                "the stream was made by encoder \(header.encoder), this decoder serves encoder "
                    + "\(encoder); install the bundle of \(header.encoder)"
            )
        }
        guard header.tables == tables else {
            throw BitstreamError(
                .tableMismatch,
                "the stream was coded with tables \(header.tables), this decoder holds tables "
                    + "\(tables); bring both sides to the same bundle version"
            )
        }
        _ = try codec.level(ofQuality: header.quality)
        guard header.shape.channels == codec.channelCount, header.shape.planeCount <= planeLimit
        else {
            throw BitstreamError(
                .unsupportedShape,
                "the latent is \(header.shape), this decoder takes \(codec.channelCount) channels of at "
                    + "most \(planeLimit) symbols; raise the limit or send smaller images"
            )
        }
        return header
    }

    private func decodePayload(
        of stream: Span<UInt8>,
        _ header: BitstreamHeader,
        into symbols: inout MutableSpan<Int32>
    ) throws(BitstreamError) {
        let payload = stream.extracting(BitstreamHeader.byteCount..<stream.count)
        let planeCount = header.shape.planeCount
        let level = try codec.level(ofQuality: header.quality)
        do throws(PayloadFault) {
            switch header.coder {
            case .compressAI:
                try CompressAIDecoder.decode(
                    payload,
                    with: compressAI[level],
                    planeCount: planeCount,
                    into: &symbols
                )
            case .lanes:
                guard let lanes = lanes[level] else { throw .corrupt }
                try LaneDecoder.decode(
                    payload,
                    with: lanes,
                    planeCount: planeCount,
                    into: &symbols
                )
            }
        } catch {
            throw BitstreamError(error, shape: header.shape)
        }
    }
}
