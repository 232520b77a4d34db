/// The first twenty bytes of a bitstream; the normative page is `Zoo/formats/bitstream.md`.
public struct BitstreamHeader: Hashable, Sendable {
    /// The size of a header in bytes.
    public static let byteCount = 20
    /// The versions of the format that this build writes and reads: those of the kinds of
    /// ``LatentCodec``.
    public static let versions: ClosedRange<UInt8> = 1...2
    static let magic: (UInt8, UInt8) = (0x46, 0x53)
    /// Where the checksum starts; it covers what stands before it and the payload.
    package static let checksumOffset = 16

    /// 1 for codecs of one rate, 2 for codecs of several.
    public let version: UInt8
    /// The coder that wrote the payload.
    public let coder: CoderID
    /// The rate, on the model's own scale in version 1, as the index of a level in version 2.
    public let quality: UInt8
    /// The encoder whose latent this is.
    public let encoder: DigestPrefix
    /// The tables the payload was coded with.
    public let tables: DigestPrefix
    /// The shape of the latent.
    public let shape: LatentShape

    /// Collects the fields.
    public init(
        version: UInt8 = 1,
        coder: CoderID,
        quality: UInt8,
        encoder: DigestPrefix,
        tables: DigestPrefix,
        shape: LatentShape
    ) {
        self.version = version
        self.coder = coder
        self.quality = quality
        self.encoder = encoder
        self.tables = tables
        self.shape = shape
    }

    /// Reads the header of a whole bitstream and compares the checksum over all of it.
    ///
    /// Whether this build can decode the payload is another question, which ``LatentDecoder``
    /// answers; this is enough to say what a file is.
    ///
    /// - Parameter stream: Header and payload, not a byte more or less; they may be hostile.
    /// - Throws: ``BitstreamError`` with code `.truncated`, `.notABitstream`, `.unsupportedVersion`,
    ///   `.checksumMismatch` or `.unknownCoder`.
    public init(reading stream: Span<UInt8>) throws(BitstreamError) {
        try self.init(reading: stream, checksum: CRC32C())
    }

    init(reading stream: Span<UInt8>, checksum: CRC32C) throws(BitstreamError) {
        guard stream.count >= Self.byteCount else {
            throw BitstreamError(
                .truncated,
                "a bitstream has at least \(Self.byteCount) bytes, this one has \(stream.count); "
                    + "was the transfer cut?"
            )
        }
        guard stream[0] == Self.magic.0, stream[1] == Self.magic.1 else {
            throw BitstreamError(
                .notABitstream,
                "a bitstream starts with 'FS'; is this another kind of file?"
            )
        }
        let version = stream[2] >> 4
        guard Self.versions.contains(version) else {
            throw BitstreamError(
                .unsupportedVersion,
                "the stream has format version \(version), this build reads versions "
                    + "\(Self.versions.lowerBound) to \(Self.versions.upperBound); update the older "
                    + "side"
            )
        }
        func word(_ offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(stream[offset + $1]) << UInt32(8 * $1) }
        }
        let found = checksum.checksum(
            of: stream.extracting(0..<Self.checksumOffset),
            and: stream.extracting(Self.byteCount..<stream.count)
        )
        guard found == word(Self.checksumOffset) else {
            throw BitstreamError(
                .checksumMismatch,
                "the checksum over \(stream.count) bytes does not match; the stream was altered or "
                    + "cut on its way, send it again"
            )
        }
        guard let coder = CoderID(rawValue: stream[2] & 0xF) else {
            throw BitstreamError(
                .unknownCoder,
                "the payload was written by coder \(stream[2] & 0xF), this build knows coders "
                    + "0 and 1; update the older side"
            )
        }
        self.init(
            version: version,
            coder: coder,
            quality: stream[3],
            encoder: DigestPrefix(rawValue: word(4).byteSwapped),
            tables: DigestPrefix(rawValue: word(8).byteSwapped),
            shape: LatentShape(packed: word(12))
        )
    }

    /// Appends the header with an empty checksum; ``seal(_:at:checksum:)`` fills it in.
    package func append(to output: inout [UInt8]) {
        output.append(Self.magic.0)
        output.append(Self.magic.1)
        output.append(version << 4 | coder.rawValue)
        output.append(quality)
        for word in [
            encoder.rawValue.byteSwapped, tables.rawValue.byteSwapped, shape.packed, 0,
        ] {
            Self.append(word, to: &output)
        }
    }

    private static func append(_ word: UInt32, to output: inout [UInt8]) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            output.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    /// Writes the checksum over a finished stream into it.
    package static func seal(_ stream: inout [UInt8], checksum: CRC32C) {
        let value = checksum.checksum(
            of: stream.span.extracting(0..<checksumOffset),
            and: stream.span.extracting(byteCount..<stream.count)
        )
        for byte in 0..<4 {
            stream[checksumOffset + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))
        }
    }
}
