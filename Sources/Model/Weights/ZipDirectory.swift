internal import FrankenBytes

/// The table of contents of a zip file whose records are stored, not compressed.
///
/// Only what `torch.save` writes is read: sizes come from the central directory (local headers
/// of torch say 0), records follow each other from the first byte with nothing but data
/// descriptors between, and the directory ends the file. A file that two zip readers could see
/// differently is refused.
///
/// Memory: the directory, at most 128 MiB, and about 150 bytes for each record.
struct ZipDirectory {
    /// One stored record.
    struct Record {
        let name: String
        let crc: UInt32
        let byteCount: Int
        let headerOffset: Int
        /// Where the record's bytes lie in the file; set once the local header was read.
        var range = 0..<0
    }

    private(set) var records: [Record] = []
    private let source: TensorSource

    /// Reads the directory and every local header.
    ///
    /// - Throws: ``WeightsError`` with code `.invalidArchive`, `.truncated` or `.limitExceeded`.
    init(_ source: TensorSource) throws(WeightsError) {
        self.source = source
        let end = try Self.end(of: source)
        var reader = ByteReader(try source.copyBytes(in: end.directory))
        do {
            while !reader.isAtEnd { records.append(try Self.record(&reader)) }
        } catch let error as WeightsError {
            throw error
        } catch {
            throw Self.invalid("Its directory is cut off: \(error)")
        }
        guard records.count == end.recordCount else {
            throw Self.invalid(
                "Its directory lists \(records.count) records instead of \(end.recordCount)."
            )
        }
        try locateRecords(before: end.directory.lowerBound)
    }

    static func invalid(_ reason: String) -> WeightsError {
        WeightsError(
            .invalidArchive,
            "The zip container is not one that torch.save writes. \(reason) Download the file "
                + "again, or load it in Python and save it anew."
        )
    }
}

// Records.
extension ZipDirectory {
    private static func record(_ reader: inout ByteReader) throws -> Record {
        guard try reader.littleEndian(UInt32.self) == 0x0201_4B50 else {
            throw invalid("Its directory holds something else than records.")
        }
        try reader.skip(4)  // Versions.
        let flags = try reader.littleEndian(UInt16.self)
        let method = try reader.littleEndian(UInt16.self)
        try reader.skip(4)  // Time and date.
        let crc = try reader.littleEndian(UInt32.self)
        var packed = UInt64(try reader.littleEndian(UInt32.self))
        var plain = UInt64(try reader.littleEndian(UInt32.self))
        let nameByteCount = Int(try reader.littleEndian(UInt16.self))
        let extraByteCount = Int(try reader.littleEndian(UInt16.self))
        let commentByteCount = Int(try reader.littleEndian(UInt16.self))
        let disk = try reader.littleEndian(UInt16.self)
        try reader.skip(2)  // Whether the content is text.
        let attributes = try reader.littleEndian(UInt32.self)
        var offset = UInt64(try reader.littleEndian(UInt32.self))
        guard nameByteCount <= 512,
            let name = String(validating: try reader.take(nameByteCount), as: UTF8.self)
        else { throw invalid("A record's name is not text.") }
        let extra = try reader.take(extraByteCount)
        try reader.skip(commentByteCount)
        guard method == 0, flags & 0x2041 == 0 else {
            throw invalid("The record '\(name)' is compressed or encrypted.")
        }
        try widen(&plain, &packed, &offset, from: extra)
        let isFolder = attributes & 0x10 != 0
        guard disk == 0, !isFolder, packed == plain, let byteCount = Int(exactly: plain),
            let headerOffset = Int(exactly: offset)
        else { throw invalid("The record '\(name)' has sizes that disagree.") }
        return Record(name: name, crc: crc, byteCount: byteCount, headerOffset: headerOffset)
    }

    /// Takes 64-bit values from the extra field for those that are all ones in 32 bits.
    private static func widen(
        _ plain: inout UInt64,
        _ packed: inout UInt64,
        _ offset: inout UInt64,
        from extra: ArraySlice<UInt8>
    ) throws {
        let narrow = UInt64(UInt32.max)
        guard plain == narrow || packed == narrow || offset == narrow else { return }
        var fields = ByteReader(Array(extra))
        while !fields.isAtEnd {
            let tag = try fields.littleEndian(UInt16.self)
            let byteCount = Int(try fields.littleEndian(UInt16.self))
            let content = try fields.take(byteCount)
            guard tag == 1 else { continue }
            var wide = ByteReader(Array(content))
            if plain == narrow { plain = try wide.littleEndian() }
            if packed == narrow { packed = try wide.littleEndian() }
            if offset == narrow { offset = try wide.littleEndian() }
            return
        }
        throw invalid("A large record lacks its 64-bit sizes.")
    }

    /// Finds each record's bytes behind its local header, and checks that the records fill the
    /// file from the first byte to the directory.
    private mutating func locateRecords(before directoryStart: Int) throws(WeightsError) {
        records.sort { $0.headerOffset < $1.headerOffset }
        var names: Set<ExactString> = []
        var position = 0
        for index in records.indices {
            let record = records[index]
            guard names.insert(ExactString(record.name)).inserted else {
                throw Self.invalid("The record '\(record.name)' occurs twice.")
            }
            let gap = record.headerOffset - position
            // Behind the data there may be a descriptor of 12 to 24 bytes; nothing is in front.
            guard gap >= 0, gap <= (index == 0 ? 0 : 24) else {
                throw Self.invalid("The record '\(record.name)' overlaps or follows a gap.")
            }
            records[index].range = try range(of: record, before: directoryStart)
            position = records[index].range.upperBound
        }
        guard directoryStart - position <= 24 else {
            throw Self.invalid("Something hides in front of its directory.")
        }
    }

    private func range(
        of record: Record,
        before directoryStart: Int
    ) throws(WeightsError) -> Range<Int> {
        let headerByteCount = 30
        let (start, overflow) = record.headerOffset.addingReportingOverflow(headerByteCount)
        guard !overflow, start <= directoryStart else {
            throw Self.invalid("The record '\(record.name)' lies outside the file.")
        }
        let header: (names: Int, range: Range<Int>)
        do {
            var reader = ByteReader(try source.copyBytes(in: record.headerOffset..<start))
            guard try reader.littleEndian(UInt32.self) == 0x0403_4B50 else {
                throw Self.invalid("The record '\(record.name)' lacks its header.")
            }
            try reader.skip(2)
            let flags = try reader.littleEndian(UInt16.self)
            let method = try reader.littleEndian(UInt16.self)
            try reader.skip(16)
            let nameByteCount = Int(try reader.littleEndian(UInt16.self))
            let extraByteCount = Int(try reader.littleEndian(UInt16.self))
            guard method == 0, flags & 0x2041 == 0 else {
                throw Self.invalid("The record '\(record.name)' is compressed or encrypted.")
            }
            let dataStart = start + nameByteCount + extraByteCount
            let (dataEnd, overflow) = dataStart.addingReportingOverflow(record.byteCount)
            guard !overflow, dataEnd <= directoryStart else {
                throw Self.invalid("The record '\(record.name)' reaches beyond the file.")
            }
            header = (nameByteCount, dataStart..<dataEnd)
        } catch let error as WeightsError {
            throw error
        } catch {
            throw Self.invalid("\(error)")
        }
        let name = try source.copyBytes(in: start..<start + header.names)
        guard name.elementsEqual(record.name.utf8) else {
            throw Self.invalid("The record '\(record.name)' has another name in its header.")
        }
        return header.range
    }
}
