/// One interval of a table: where it starts, how long it is and what it stands for.
///
/// Eight bytes, so that a decoder needs one load for all three.
struct SlotEntry {
    /// What ``symbol`` holds for the escape; no ordinary value is that far out.
    static let escape = Int32.min

    let start: UInt16
    let frequency: UInt16
    let symbol: Int32
}

/// Look-up tables that find the interval a slot of the state falls into.
///
/// Two levels: the top eight bits of the slot give the first interval that reaches into that 256th,
/// and a short walk finds the right one. A table of all 2^16 slots would be one step shorter and,
/// with 48 channels, larger than the cache by two orders of magnitude.
struct SlotTables {
    /// Where one table begins in the two arrays.
    struct Location {
        let entries: Int
        let buckets: Int
    }

    private(set) var entries: [SlotEntry] = []
    private(set) var buckets: [UInt16] = []

    /// Adds a table.
    ///
    /// - Parameters:
    ///   - frequencies: One or more positive counts with sum 2^precision, 65,536 of them at most.
    ///     None of them is 2^16 itself.
    ///   - symbols: What each interval stands for.
    ///   - precision: 8 to 16.
    /// - Returns: Where the table is.
    mutating func append(
        frequencies: [UInt32],
        symbols: [Int32],
        precision: Int
    ) -> Location {
        let location = Location(entries: entries.count, buckets: buckets.count)
        let bucketWidth = UInt32(1) << UInt32(precision - 8)
        var start: UInt32 = 0
        var bucket: UInt32 = 0
        for (index, frequency) in frequencies.enumerated() {
            entries.append(
                SlotEntry(
                    start: UInt16(truncatingIfNeeded: start),
                    frequency: UInt16(truncatingIfNeeded: frequency),
                    symbol: symbols[index]
                )
            )
            start += frequency
            while bucket < 256, bucket * bucketWidth < start {
                buckets.append(UInt16(truncatingIfNeeded: index))
                bucket += 1
            }
        }
        return location
    }
}

extension SlotTables {
    /// Lends both arrays to `body`; nil if there is no table.
    func withPointers<Result>(_ body: (SlotPointers) -> Result) -> Result? {
        unsafe entries.withUnsafeBufferPointer { entries in
            unsafe buckets.withUnsafeBufferPointer { buckets in
                guard let entries = entries.baseAddress, let buckets = buckets.baseAddress else {
                    return nil
                }
                return unsafe body(SlotPointers(entries: entries, buckets: buckets))
            }
        }
    }
}

/// The arrays of a ``SlotTables`` while they are borrowed.
@safe
struct SlotPointers {
    let entries: UnsafePointer<SlotEntry>
    let buckets: UnsafePointer<UInt16>
}
