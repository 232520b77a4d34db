internal import FrankenBytes

// The end of the file: where the directory is.
extension ZipDirectory {
    private static let endByteCount = 22
    private static let locatorByteCount = 20
    private static let wideEndByteCount = 56
    private static let directoryLimit = 128 << 20
    private static let recordLimit = 1_000_100

    /// Where the directory is, and how many records it lists.
    struct End {
        let directory: Range<Int>
        let recordCount: Int
    }

    /// Finds the directory from the last bytes of the file.
    static func end(of source: TensorSource) throws(WeightsError) -> End {
        let endOffset = source.byteCount - endByteCount
        guard endOffset >= 0 else { throw invalid("It has only \(source.byteCount) bytes.") }
        do {
            var reader = ByteReader(try source.copyBytes(in: endOffset..<source.byteCount))
            guard try reader.littleEndian(UInt32.self) == 0x0605_4B50 else {
                throw invalid("It does not end with a zip directory; it may be cut off.")
            }
            let disks = try reader.littleEndian(UInt32.self)
            let recordsHere = try reader.littleEndian(UInt16.self)
            let records = try reader.littleEndian(UInt16.self)
            let byteCount = try reader.littleEndian(UInt32.self)
            let offset = try reader.littleEndian(UInt32.self)
            let comment = try reader.littleEndian(UInt16.self)
            guard comment == 0 else { throw invalid("It carries a comment.") }
            if let wide = try wideEnd(of: source, before: endOffset) { return wide }
            guard disks == 0, recordsHere == records, records != .max, offset != .max else {
                throw invalid("It spans several files or is damaged.")
            }
            return try end(
                UInt64(offset),
                UInt64(byteCount),
                UInt64(records),
                directoryEnd: endOffset
            )
        } catch let error as WeightsError {
            throw error
        } catch {
            throw invalid("\(error)")
        }
    }

    /// The 64-bit form of the end, present when its locator is.
    private static func wideEnd(
        of source: TensorSource,
        before endOffset: Int
    ) throws -> End? {
        let locatorOffset = endOffset - locatorByteCount
        let wideOffset = locatorOffset - wideEndByteCount
        guard wideOffset >= 0 else { return nil }
        var locator = ByteReader(try source.copyBytes(in: locatorOffset..<endOffset))
        guard try locator.littleEndian(UInt32.self) == 0x0706_4B50 else { return nil }
        let firstDisk = try locator.littleEndian(UInt32.self)
        let claimedOffset = try locator.littleEndian(UInt64.self)
        var reader = ByteReader(try source.copyBytes(in: wideOffset..<locatorOffset))
        guard firstDisk == 0, claimedOffset == UInt64(wideOffset),
            try reader.littleEndian(UInt32.self) == 0x0606_4B50,
            try reader.littleEndian(UInt64.self) == UInt64(wideEndByteCount - 12)
        else { throw invalid("Its 64-bit directory end is not where it should be.") }
        try reader.skip(4)  // Versions that wrote it and that can read it.
        let disks = try reader.littleEndian(UInt64.self)
        let recordsHere = try reader.littleEndian(UInt64.self)
        let records = try reader.littleEndian(UInt64.self)
        let byteCount = try reader.littleEndian(UInt64.self)
        let offset = try reader.littleEndian(UInt64.self)
        guard disks == 0, recordsHere == records else { throw invalid("It spans several files.") }
        return try end(offset, byteCount, records, directoryEnd: wideOffset)
    }

    private static func end(
        _ offset: UInt64,
        _ byteCount: UInt64,
        _ records: UInt64,
        directoryEnd: Int
    ) throws(WeightsError) -> End {
        let sum = offset.addingReportingOverflow(byteCount)
        guard !sum.overflow, sum.partialValue == UInt64(directoryEnd),
            let start = Int(exactly: offset)
        else { throw invalid("Its directory is not where it should be; it may be cut off.") }
        guard byteCount <= UInt64(directoryLimit), records <= UInt64(recordLimit) else {
            throw WeightsError(.limitExceeded, "The zip container has too many records.")
        }
        return End(directory: start..<directoryEnd, recordCount: Int(records))
    }
}
