/// Decodes a payload of coder 1: four states, then the words that refill them.
///
/// Each function copies the states into locals, so that they stay in registers. Output positions
/// are bounded by the plane in each loop: a run is cut to what is left of it.
@safe
struct LaneDecoder {
    /// Bytes of the four states at the start of a payload.
    static let stateByteCount = 16

    private let code: LaneCode
    private let slots: SlotPointers
    private var states: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
    private var reader: LaneReader

    /// Decodes all channels into `symbols`.
    ///
    /// - Parameters:
    ///   - payload: Four little-endian states and any number of 16-bit words.
    ///   - code: The tables.
    ///   - planeCount: Symbols per channel.
    ///   - symbols: `planeCount` for each channel of `code`.
    /// - Throws: `.truncated` when the words run out; `.corrupt` when an escape is impossible, when
    ///   words are left, or when a state does not end where every encoder starts.
    /// - Complexity: At most two steps per symbol and two for an escape, whatever the payload says.
    static func decode(
        _ payload: Span<UInt8>,
        with code: LaneCode,
        planeCount: Int,
        into symbols: inout MutableSpan<Int32>
    ) throws(PayloadFault) {
        guard payload.count >= stateByteCount else { throw .truncated }
        guard payload.count % 2 == 0, symbols.count == planeCount * code.channels.count else {
            throw .corrupt
        }
        let fault = unsafe payload.withUnsafeBytes { bytes in
            unsafe symbols.withUnsafeMutableBufferPointer { symbols in
                code.slots.withPointers { slots -> PayloadFault? in
                    guard let base = bytes.baseAddress, let output = symbols.baseAddress else {
                        return .corrupt
                    }
                    var decoder = unsafe LaneDecoder(
                        code: code,
                        slots: slots,
                        reader: LaneReader(
                            next: base + stateByteCount,
                            end: base + bytes.count
                        )
                    )
                    return unsafe decoder.run(states: base, planeCount: planeCount, output: output)
                }
            }
        }
        if let fault = fault ?? .corrupt { throw fault }
    }

    private init(code: LaneCode, slots: SlotPointers, reader: LaneReader) {
        self.code = code
        self.slots = slots
        self.reader = reader
    }

    private mutating func run(
        states base: UnsafeRawPointer,
        planeCount: Int,
        output: UnsafeMutablePointer<Int32>
    ) -> PayloadFault? {
        func state(_ lane: Int) -> UInt32 {
            unsafe UInt32(
                littleEndian: base.loadUnaligned(fromByteOffset: lane * 4, as: UInt32.self)
            )
        }
        states = (state(0), state(1), state(2), state(3))
        let bound = LaneReader.lowerBound
        guard min(states.0, states.1, states.2, states.3) >= bound else { return .corrupt }
        var plane = unsafe output
        for channel in code.channels {
            if channel.isRun {
                unsafe decodeRuns(channel, plane, planeCount)
            } else {
                unsafe decodeDirect(channel, plane, planeCount)
            }
            if reader.isCorrupt { return .corrupt }
            if reader.ranOut { return .truncated }
            unsafe plane += planeCount
        }
        let isFinal = states == (bound, bound, bound, bound)
        return isFinal && reader.isAtEnd ? nil : .corrupt
    }

    /// One step per symbol; symbol *i* of the plane belongs to lane *i* mod 4.
    private mutating func decodeDirect(
        _ channel: LaneCode.Channel,
        _ plane: UnsafeMutablePointer<Int32>,
        _ count: Int
    ) {
        let table = LaneReader.Table(
            slots,
            at: channel.values,
            precision: LaneCode.directPrecision
        )
        var (state0, state1, state2, state3) = states
        var reader = reader
        var index = 0

        @inline(__always)
        func decode(_ state: inout UInt32, _ place: Int) {
            var value = reader.take(&state, from: table)
            if value == SlotEntry.escape {
                value = reader.takeEscaped(&state, channel: channel)
            }
            unsafe plane[place] = value
        }

        while index &+ 4 <= count {
            decode(&state0, index)
            decode(&state1, index &+ 1)
            decode(&state2, index &+ 2)
            decode(&state3, index &+ 3)
            index &+= 4
        }
        if index < count { decode(&state0, index) }
        if index &+ 1 < count { decode(&state1, index &+ 1) }
        if index &+ 2 < count { decode(&state2, index &+ 2) }
        states = (state0, state1, state2, state3)
        self.reader = reader
    }

    /// Fills the plane with the mode, then puts the other values where the runs end.
    ///
    /// Run *i* of the plane belongs to lane 0 or 2, the value after it to the lane that follows.
    private mutating func decodeRuns(
        _ channel: LaneCode.Channel,
        _ plane: UnsafeMutablePointer<Int32>,
        _ count: Int
    ) {
        unsafe plane.update(repeating: channel.mode, count: count)
        let precision = LaneCode.runPrecision
        let values = LaneReader.Table(slots, at: channel.values, precision: precision)
        let runs = LaneReader.Table(slots, at: channel.runs, precision: precision)
        let limit = channel.runLimit
        var (state0, state1, state2, state3) = states
        var reader = reader
        var place = 0

        /// One run and the value behind it; whether the plane goes on.
        @inline(__always)
        func decode(_ runState: inout UInt32, _ valueState: inout UInt32) -> Bool {
            let slot = runState & (1 &<< UInt32(LaneCode.runPrecision) &- 1)
            let entry = reader.find(slot, in: runs)
            var length = Int(entry.symbol)
            var start = UInt32(entry.start)
            var frequency = UInt32(entry.frequency)
            if length >= count &- place {
                // All runs that reach the end of the plane are one interval: its end is known.
                length = count &- place
                unsafe start = UInt32(runs.entries[length].start)
                frequency = 1 &<< UInt32(LaneCode.runPrecision) &- start
            }
            reader.advance(
                &runState,
                slot: slot,
                start: start,
                frequency: frequency,
                precision: UInt32(LaneCode.runPrecision)
            )
            place &+= length
            if place == count { return false }
            if length == limit { return true }
            var value = reader.take(&valueState, from: values)
            if value == SlotEntry.escape {
                value = reader.takeEscaped(&valueState, channel: channel)
            }
            unsafe plane[place] = value
            place &+= 1
            return place < count
        }

        while decode(&state0, &state1), decode(&state2, &state3) {}
        states = (state0, state1, state2, state3)
        self.reader = reader
    }
}
