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
        var cursor = try Self.content(of: bytes)
        let version = try cursor.takeUInt16()
        guard version == Self.blobVersion else {
            throw EntropyError(
                .unsupportedVersion,
                "this is version \(version) of the table format, expected version "
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
        try Self.checkDigest(of: bytes)
        var heads: [ChannelHead] = []
        for index in 0..<channelCount { heads.append(try ChannelHead(&cursor, index: index)) }
        try self.init(
            precision: precision,
            channels: Self.readEntries(
                &cursor,
                of: heads,
                precision: precision,
                entryCount: entryCount
            )
        )
    }

    /// What stands behind the magic, up to the digest.
    static func content(of bytes: [UInt8]) throws(EntropyError) -> ByteCursor {
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
        return cursor
    }

    /// Compares the digest at the end with that of the content.
    static func checkDigest(of bytes: [UInt8]) throws(EntropyError) {
        let digest = SHA256.digest(of: bytes[..<(bytes.count - 32)])
        guard digest[...] == bytes[(bytes.count - 32)...] else {
            throw EntropyError(
                .digestMismatch,
                "the content has digest \(DigestPrefix(digest: digest))…, the blob says "
                    + "\(DigestPrefix(digest: bytes[(bytes.count - 32)...]))…; fetch it again"
            )
        }
    }

    /// What a blob says of a channel before all entries.
    struct ChannelHead {
        let length: Int
        let offset: Int32
        let median: Float

        /// Reads twelve bytes.
        init(_ cursor: inout ByteCursor, index: Int) throws(EntropyError) {
            length = Int(try cursor.takeUInt32())
            guard (1...65_537).contains(length) else {
                throw EntropyError(
                    .malformedBlob,
                    "channel \(index) claims \(length) entries; at most 65537"
                )
            }
            offset = Int32(bitPattern: try cursor.takeUInt32())
            median = Float(bitPattern: try cursor.takeUInt32())
        }
    }

    /// Reads the entries of channels whose heads were read.
    static func readEntries(
        _ cursor: inout ByteCursor,
        of heads: [ChannelHead],
        precision: Int,
        entryCount: Int
    ) throws(EntropyError) -> [Channel] {
        let total = heads.reduce(0) { $0 + $1.length }
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
        bytes.append(littleEndian: blobVersion)
        bytes.append(UInt8(precision))
        bytes.append(0)
        bytes.append(littleEndian: UInt32(channels.count))
        bytes.append(littleEndian: UInt32(entryCount))
        for channel in channels {
            bytes.append(littleEndian: UInt32(channel.cdf.count))
            bytes.append(littleEndian: UInt32(bitPattern: channel.offset))
            bytes.append(littleEndian: channel.median.bitPattern)
        }
        for channel in channels {
            for entry in channel.cdf.dropLast() {
                bytes.append(littleEndian: UInt16(truncatingIfNeeded: entry))
            }
        }
        return bytes
    }
}
