/// Decodes a payload of coder 0, with the bounds that CompressAI's own decoder lacks.
///
/// - SeeAlso: the reference's section 4.3.
struct CompressAIDecoder {
    /// The most nibbles an escape may have: sixteen bits, as ``Escape`` limits them.
    private static let nibbleLimit = UInt64(4)

    private var next = 0
    private var state: UInt64 = 0
    private var ranOut = false
    private var isCorrupt = false

    /// Decodes all channels into `symbols`.
    ///
    /// - Parameters:
    ///   - payload: Two words of state and any number of further words, little-endian.
    ///   - code: The tables.
    ///   - planeCount: Symbols per channel.
    ///   - symbols: `planeCount` for each channel of `code`.
    /// - Throws: `.truncated` when the words run out; `.corrupt` when an escape is impossible, when
    ///   words are left, or when the state does not end where every encoder starts.
    /// - Complexity: One step per symbol and six for an escape, whatever the payload says.
    static func decode(
        _ payload: Span<UInt8>,
        with code: CompressAICode,
        planeCount: Int,
        into symbols: inout MutableSpan<Int32>
    ) throws(PayloadFault) {
        guard payload.count >= 8 else { throw .truncated }
        guard payload.count % 4 == 0 else { throw .corrupt }
        var decoder = CompressAIDecoder()
        let low = UInt64(decoder.takeWord(payload))
        decoder.state = UInt64(decoder.takeWord(payload)) << 32 | low
        guard decoder.state >= CompressAIEncoder.lowerBound else { throw .corrupt }
        let entries = code.slots.entries.span
        let buckets = code.slots.buckets.span
        for (index, channel) in code.channels.enumerated() {
            for place in index * planeCount..<(index + 1) * planeCount {
                let slot = UInt32(decoder.state & 0xFFFF)
                var entryIndex =
                    channel.table.entries
                    &+ Int(buckets[channel.table.buckets &+ Int(slot &>> 8)])
                var entry = entries[entryIndex]
                while slot &- UInt32(entry.start) >= UInt32(entry.frequency) {
                    entryIndex &+= 1
                    entry = entries[entryIndex]
                }
                decoder.state =
                    UInt64(entry.frequency) &* (decoder.state &>> 16) &+ UInt64(slot)
                    &- UInt64(entry.start)
                decoder.refill(payload)
                var value = entry.symbol
                if value == SlotEntry.escape {
                    value = decoder.takeEscaped(payload, channel)
                    if decoder.isCorrupt { throw .corrupt }
                }
                symbols[place] = value
            }
            if decoder.ranOut { throw .truncated }
        }
        guard decoder.state == CompressAIEncoder.lowerBound, decoder.next == payload.count else {
            throw .corrupt
        }
    }

    private mutating func takeEscaped(
        _ payload: Span<UInt8>,
        _ channel: CompressAICode.Channel
    ) -> Int32 {
        let count = takeNibble(payload)
        guard count <= Self.nibbleLimit else {
            isCorrupt = true
            return 0
        }
        var number: UInt32 = 0
        for index in 0..<count { number |= UInt32(takeNibble(payload)) &<< UInt32(4 &* index) }
        return channel.offset &+ Escape.value(forNumber: number, count: channel.count)
    }

    private mutating func takeNibble(_ payload: Span<UInt8>) -> UInt64 {
        let nibble = state & 15
        state = state &>> 4
        refill(payload)
        return nibble
    }

    @inline(__always)
    private mutating func refill(_ payload: Span<UInt8>) {
        if state < CompressAIEncoder.lowerBound { state = state &<< 32 | UInt64(takeWord(payload)) }
    }

    /// The next word, or zero and a note that there is none.
    private mutating func takeWord(_ payload: Span<UInt8>) -> UInt32 {
        guard next &+ 4 <= payload.count else {
            ranOut = true
            return 0
        }
        var word: UInt32 = 0
        for byte in 0..<4 { word |= UInt32(payload[next &+ byte]) &<< UInt32(8 &* byte) }
        next &+= 4
        return word
    }
}
