/// The words of a coder 1 payload, and the one step that all of its decoding consists of.
///
/// Why the pointers are safe: a word is loaded from ``next`` or, when that is further, from the
/// last place where there is one; how far ``next`` went is looked at after each channel. Slots are
/// masked to the precision of a table, and the tables of ``SlotTables`` cover every slot.
@safe
struct LaneReader {
    /// Every state is at least this between steps, and exactly this after the last symbol.
    static let lowerBound = UInt32(1) << 16

    /// One table of a channel: its intervals, their index by the slot's top bits, its precision.
    @safe
    struct Table {
        let entries: UnsafePointer<SlotEntry>
        let buckets: UnsafePointer<UInt16>
        let precision: UInt32

        init(_ code: SlotPointers, at location: SlotTables.Location, precision: Int) {
            unsafe entries = code.entries + location.entries
            unsafe buckets = code.buckets + location.buckets
            self.precision = UInt32(truncatingIfNeeded: precision)
        }
    }

    private var next: UnsafeRawPointer
    private let end: UnsafeRawPointer
    private let last: UnsafeRawPointer
    /// Whether an escape said something that no encoder says.
    private(set) var isCorrupt = false

    /// Starts at `next`, with at least two readable bytes before `end`.
    @unsafe
    init(next: UnsafeRawPointer, end: UnsafeRawPointer) {
        unsafe self.next = next
        unsafe self.end = end
        unsafe last = end - 2
    }

    /// Whether a step wanted a word after the last one.
    var ranOut: Bool { unsafe next > end }

    /// Whether every word was used.
    var isAtEnd: Bool { unsafe next == end }

    /// Finds the interval that `slot` lies in.
    @inline(__always)
    func find(_ slot: UInt32, in table: Table) -> SlotEntry {
        var index = unsafe Int(table.buckets[Int(slot &>> (table.precision &- 8))])
        var entry = unsafe table.entries[index]
        while slot &- UInt32(entry.start) >= UInt32(entry.frequency) {
            index &+= 1
            unsafe entry = table.entries[index]
        }
        return entry
    }

    /// Takes one symbol out of `state`.
    @inline(__always)
    mutating func take(_ state: inout UInt32, from table: Table) -> Int32 {
        let slot = state & (1 &<< table.precision &- 1)
        let entry = find(slot, in: table)
        advance(
            &state,
            slot: slot,
            start: UInt32(entry.start),
            frequency: UInt32(entry.frequency),
            precision: table.precision
        )
        return entry.symbol
    }

    /// Takes an interval out of `state` and refills it.
    @inline(__always)
    mutating func advance(
        _ state: inout UInt32,
        slot: UInt32,
        start: UInt32,
        frequency: UInt32,
        precision: UInt32
    ) {
        state = frequency &* (state &>> precision) &+ slot &- start
        refill(&state)
    }

    /// Takes the value that follows an escape.
    ///
    /// Five bits say how many bits the number has, then come those below its leading one.
    mutating func takeEscaped(_ state: inout UInt32, channel: LaneCode.Channel) -> Int32 {
        let bitCount = takeBits(&state, count: 5)
        guard bitCount <= 16 else {
            isCorrupt = true
            return 0
        }
        var number = min(bitCount, 1)
        if bitCount > 1 {
            number = 1 &<< (bitCount &- 1) | takeBits(&state, count: bitCount &- 1)
        }
        return channel.offset &+ Escape.value(forNumber: number, count: channel.count)
    }

    private mutating func takeBits(_ state: inout UInt32, count: UInt32) -> UInt32 {
        let bits = state & (1 &<< count &- 1)
        state = state &>> count
        refill(&state)
        return bits
    }

    /// Shifts a word in when the state is below its bound.
    ///
    /// Without a branch: whether it is depends on the data, and guessing wrong costs more than
    /// always loading (measured: 67 against 103 µs for 37,632 symbols of 2 bits).
    @inline(__always)
    private mutating func refill(_ state: inout UInt32) {
        let isLow = state < Self.lowerBound
        let word = unsafe UInt16(littleEndian: min(next, last).loadUnaligned(as: UInt16.self))
        state = isLow ? state &<< 16 | UInt32(word) : state
        unsafe next += isLow ? 2 : 0
    }
}
