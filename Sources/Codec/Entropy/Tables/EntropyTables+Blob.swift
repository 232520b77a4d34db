extension EntropyTables {
    /// The first four bytes of a table blob.
    package static let blobMagic: [UInt8] = Array("FSET".utf8)
    /// The version of the blob format that this build writes and reads.
    package static let blobVersion: UInt16 = 1

    /// The tables as bytes, ending in their SHA-256 digest; see `Zoo/formats/tables.md`.
    public var blob: [UInt8] {
        Self.content(precision: precision, channels: channels) + digest
    }

    /// Reads a blob strictly: every byte accounted for, every rule checked, the digest compared.
    ///
    /// - Parameter blob: Bytes as ``blob`` writes them; they may be hostile.
    /// - Throws: ``EntropyError`` with code `.malformedBlob`, `.unsupportedVersion`,
    ///   `.digestMismatch` or `.invalidTables`.
    /// - Complexity: O(*blob*) time and memory, whatever the counts in it claim.
    public init(blob: some Collection<UInt8>) throws(EntropyError) {
        let bytes = Array(blob)
        guard bytes.count >= 16 + 32 else {
            throw EntropyError(
                .malformedBlob,
                "a table blob has at least 48 bytes, this one has \(bytes.count); fetch it again"
            )
        }
        var cursor = ByteCursor(bytes[..<(bytes.count - 32)])
        guard try cursor.take(4) == Self.blobMagic[...] else {
            throw EntropyError(
                .malformedBlob,
                "a table blob starts with 'FSET'; is this another kind of file?"
            )
        }
        let version = try cursor.takeUInt16()
        guard version == Self.blobVersion else {
            throw EntropyError(
                .unsupportedVersion,
                "this is version \(version) of the table format, this build reads version "
                    + "\(Self.blobVersion); update the older side"
            )
        }
        let precision = Int(try cursor.takeUInt8())
        guard try cursor.takeUInt8() == 0 else {
            throw EntropyError(.malformedBlob, "the reserved byte at offset 7 must be 0")
        }
        let channelCount = Int(try cursor.takeUInt32())
        let entryCount = Int(try cursor.takeUInt32())
        guard channelCount <= Self.channelLimit, entryCount <= Self.entryLimit,
            entryCount >= channelCount,
            cursor.remaining == channelCount * 12 + (entryCount - channelCount) * 2
        else {
            throw EntropyError(
                .malformedBlob,
                "\(channelCount) channels with \(entryCount) entries do not fill the "
                    + "\(cursor.remaining) bytes that follow; the blob is cut or altered"
            )
        }
        let digest = SHA256.digest(of: bytes[..<(bytes.count - 32)])
        guard digest[...] == bytes[(bytes.count - 32)...] else {
            throw EntropyError(
                .digestMismatch,
                "the content has digest \(DigestPrefix(digest: digest))…, the blob says "
                    + "\(DigestPrefix(digest: bytes[(bytes.count - 32)...]))…; fetch it again"
            )
        }
        try self.init(
            precision: precision,
            channels: Self.readChannels(
                &cursor,
                precision: precision,
                count: channelCount,
                entryCount: entryCount
            )
        )
    }

    private static func readChannels(
        _ cursor: inout ByteCursor,
        precision: Int,
        count: Int,
        entryCount: Int
    ) throws(EntropyError) -> [Channel] {
        var heads: [(length: Int, offset: Int32, median: Float)] = []
        var total = 0
        for index in 0..<count {
            let length = Int(try cursor.takeUInt32())
            guard (1...65_537).contains(length) else {
                throw EntropyError(
                    .malformedBlob,
                    "channel \(index) claims \(length) entries; at most 65537"
                )
            }
            total += length
            heads.append(
                (
                    length, Int32(bitPattern: try cursor.takeUInt32()),
                    Float(bitPattern: try cursor.takeUInt32())
                )
            )
        }
        guard total == entryCount else {
            throw EntropyError(
                .malformedBlob,
                "the channels claim \(total) entries together, the header \(entryCount)"
            )
        }
        var channels: [Channel] = []
        for head in heads {
            var cdf: [UInt32] = []
            cdf.reserveCapacity(head.length)
            for _ in 1..<head.length { cdf.append(UInt32(try cursor.takeUInt16())) }
            // The last entry is 2^precision by definition and does not fit sixteen bits.
            cdf.append(1 << UInt32(min(precision, 31)))
            channels.append(Channel(offset: head.offset, median: head.median, cdf: cdf))
        }
        return channels
    }

    /// Everything a blob holds before its digest.
    static func content(precision: Int, channels: [Channel]) -> [UInt8] {
        let entryCount = channels.reduce(0) { $0 + $1.cdf.count }
        var bytes = blobMagic
        bytes.reserveCapacity(16 + channels.count * 12 + entryCount * 2)
        func append<Word: FixedWidthInteger>(_ word: Word) {
            for shift in stride(from: 0, to: Word.bitWidth, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> Word(shift)))
            }
        }
        append(blobVersion)
        append(UInt8(precision))
        append(UInt8(0))
        append(UInt32(channels.count))
        append(UInt32(entryCount))
        for channel in channels {
            append(UInt32(channel.cdf.count))
            append(UInt32(bitPattern: channel.offset))
            append(channel.median.bitPattern)
        }
        for channel in channels {
            for entry in channel.cdf.dropLast() { append(UInt16(truncatingIfNeeded: entry)) }
        }
        return bytes
    }
}
