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
    private let channelCount: Int
    private let checksum = CRC32C()
    private let compressAI: CompressAICode
    private let lanes: LaneCode?

    /// Prepares both coders for `tables`.
    ///
    /// - Parameters:
    ///   - tables: The integer tables of the model, from its verified bundle.
    ///   - encoder: The digest prefix of the encoder network's blob.
    ///   - planeLimit: The most symbols per channel to accept: 28 · 28 for images of 224 × 224.
    public init(tables: EntropyTables, encoder: DigestPrefix, planeLimit: Int) {
        self.encoder = encoder
        self.tables = tables.id
        self.planeLimit = planeLimit
        channelCount = tables.channels.count
        compressAI = CompressAICode(tables)
        lanes = try? LaneCode(tables)
    }

    /// Reads one bitstream.
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
    ///   `.encoderMismatch`, `.tableMismatch` or `.unsupportedShape`.
    public func acceptedHeader(of stream: Span<UInt8>) throws(BitstreamError) -> BitstreamHeader {
        let header = try BitstreamHeader(reading: stream, checksum: checksum)
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
        guard header.shape.channels == channelCount, header.shape.planeCount <= planeLimit else {
            throw BitstreamError(
                .unsupportedShape,
                "the latent is \(header.shape), this decoder takes \(channelCount) channels of at "
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
        do throws(PayloadFault) {
            switch (header.coder, lanes) {
            case (.compressAI, _):
                try CompressAIDecoder.decode(
                    payload,
                    with: compressAI,
                    planeCount: planeCount,
                    into: &symbols
                )
            case (.lanes, let lanes?):
                try LaneDecoder.decode(
                    payload,
                    with: lanes,
                    planeCount: planeCount,
                    into: &symbols
                )
            case (.lanes, nil):
                throw .corrupt
            }
        } catch {
            throw BitstreamError(error, shape: header.shape)
        }
    }
}
