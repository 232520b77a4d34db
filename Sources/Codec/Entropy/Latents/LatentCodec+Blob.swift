extension LatentCodec {
    /// The codec as bytes, ending in their SHA-256 digest; see `Zoo/formats/tables.md`.
    public var blob: [UInt8] {
        switch format {
        case .fixedRate: levels[0].tables.blob
        case .variableRate: Self.content(of: levels) + digest
        }
    }

    /// Reads a blob of any version strictly: every byte accounted for, every rule checked, the
    /// digest compared.
    ///
    /// - Parameter blob: Bytes as ``blob`` writes them; they may be hostile.
    /// - Throws: ``EntropyError`` with code `.malformedBlob`, `.unsupportedVersion`,
    ///   `.digestMismatch` or `.invalidTables`.
    /// - Complexity: O(*blob*) time and memory, whatever the counts in it claim.
    public init(blob: some Collection<UInt8>) throws(EntropyError) {
        let bytes = Array(blob)
        let version = Format.variableRate.rawValue
        guard bytes.count >= 6, bytes[..<4].elementsEqual(EntropyTables.blobMagic),
            UInt16(bytes[4]) | UInt16(bytes[5]) << 8 == version
        else {
            // Version 1, and whatever else is wrong.
            self.init(try EntropyTables(blob: bytes))
            return
        }
        try self.init(levels: Self.readLevels(bytes))
    }

    private static func readLevels(_ bytes: [UInt8]) throws(EntropyError) -> [Level] {
        var cursor = try EntropyTables.content(of: bytes)
        _ = try cursor.takeUInt16()
        let precision = Int(try cursor.takeUInt8())
        let levelCount = Int(try cursor.takeUInt8()) + 1
        let channelCount = Int(try cursor.takeUInt32())
        let entryCount = Int(try cursor.takeUInt32())
        // Products of a byte and numbers below 2^32 fit.
        let tableCount = levelCount * channelCount
        guard (1...EntropyTables.channelLimit).contains(channelCount),
            entryCount <= EntropyTables.entryLimit, entryCount >= tableCount,
            cursor.remaining == tableCount * 20 + (entryCount - tableCount) * 2
        else {
            throw EntropyError(
                .malformedBlob,
                "\(levelCount) levels of \(channelCount) channels with \(entryCount) entries do "
                    + "not fill the \(cursor.remaining) bytes that follow; the blob is cut or "
                    + "altered"
            )
        }
        try EntropyTables.checkDigest(of: bytes)
        var heads: [EntropyTables.ChannelHead] = []
        var gains: [(before: Float, after: Float)] = []
        for index in 0..<tableCount {
            heads.append(try .init(&cursor, index: index % channelCount))
            gains.append(
                (
                    Float(bitPattern: try cursor.takeUInt32()),
                    Float(bitPattern: try cursor.takeUInt32())
                )
            )
        }
        let channels = try EntropyTables.readEntries(
            &cursor,
            of: heads,
            precision: precision,
            entryCount: entryCount
        )
        var levels: [Level] = []
        for start in stride(from: 0, to: tableCount, by: channelCount) {
            let part = start..<start + channelCount
            levels.append(
                Level(
                    gains: gains[part].map(\.before),
                    inverseGains: gains[part].map(\.after),
                    tables: try EntropyTables(precision: precision, channels: Array(channels[part]))
                )
            )
        }
        return levels
    }

    /// Everything a blob of version 2 holds before its digest.
    static func content(of levels: [Level]) -> [UInt8] {
        let tables = levels.map(\.tables)
        let entryCount = tables.reduce(0) { $0 + $1.entryCount }
        var bytes = EntropyTables.blobMagic
        bytes.reserveCapacity(16 + levels.count * tables[0].channels.count * 20 + entryCount * 2)
        bytes.append(littleEndian: Format.variableRate.rawValue)
        bytes.append(UInt8(tables[0].precision))
        bytes.append(UInt8(truncatingIfNeeded: levels.count - 1))
        bytes.append(littleEndian: UInt32(tables[0].channels.count))
        bytes.append(littleEndian: UInt32(entryCount))
        for level in levels {
            for (index, channel) in level.tables.channels.enumerated() {
                bytes.append(littleEndian: UInt32(channel.cdf.count))
                bytes.append(littleEndian: UInt32(bitPattern: channel.offset))
                bytes.append(littleEndian: channel.median.bitPattern)
                bytes.append(littleEndian: level.gains[index].bitPattern)
                bytes.append(littleEndian: level.inverseGains[index].bitPattern)
            }
        }
        for channel in tables.flatMap(\.channels) {
            for entry in channel.cdf.dropLast() {
                bytes.append(littleEndian: UInt16(truncatingIfNeeded: entry))
            }
        }
        return bytes
    }
}

extension [UInt8] {
    /// Appends an integer, lowest byte first.
    mutating func append<Word: FixedWidthInteger>(littleEndian word: Word) {
        for shift in stride(from: 0, to: Word.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: word >> Word(shift)))
        }
    }
}
