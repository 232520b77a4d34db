/// Encodes symbols with coder 0: CompressAI's 64-bit rANS, byte for byte.
///
/// - SeeAlso: the reference's section 4.3; Duda, arXiv:1311.2540.
struct CompressAIEncoder: Sendable {
    /// The state's lower bound, and its value before the first step.
    static let lowerBound = UInt64(1) << 31
    /// The most words one symbol can need: its interval, a count and four nibbles give 36 bits.
    private static let wordsPerSymbol = 2

    private var words: [UInt32] = []
    private var usedWords = 0
    private var state: UInt64 = 0

    /// Appends the payload of `symbols` to `output`.
    ///
    /// - Parameters:
    ///   - symbols: `planeCount` for each channel of `code`.
    ///   - code: The tables.
    ///   - planeCount: Symbols per channel.
    ///   - output: Gets the payload appended.
    /// - Throws: `.symbolOutOfRange` for a value that no escape reaches; `output` is then unchanged.
    mutating func encode(
        _ symbols: Span<Int32>,
        with code: CompressAICode,
        planeCount: Int,
        into output: inout [UInt8]
    ) throws(PayloadFault) {
        state = Self.lowerBound
        usedWords = 0
        let entries = code.slots.entries.span
        for index in code.channels.indices.reversed() {
            makeRoom(for: Self.wordsPerSymbol * planeCount + 2)
            let channel = code.channels[index]
            let base = channel.table.entries
            for place in (index * planeCount..<(index + 1) * planeCount).reversed() {
                let value = Int(symbols[place]) &- Int(channel.offset)
                let count = Int(channel.count)
                var symbol = value
                if value < 0 || value >= count {
                    guard let number = Escape.number(forValue: value, count: count) else {
                        throw .symbolOutOfRange(position: place)
                    }
                    putEscaped(number)
                    symbol = count
                }
                let entry = entries[base &+ symbol]
                put(start: UInt64(entry.start), frequency: UInt64(entry.frequency))
            }
        }
        makeRoom(for: 2)
        push(UInt32(truncatingIfNeeded: state >> 32))
        push(UInt32(truncatingIfNeeded: state))
        unsafe words[(words.count - usedWords)...].withUnsafeBytes { bytes in
            unsafe output.append(contentsOf: bytes)
        }
    }

    private mutating func makeRoom(for count: Int) {
        guard words.count - usedWords < count else { return }
        let larger = max(2 * words.count, usedWords + count)
        words.insert(contentsOf: repeatElement(0, count: larger - words.count), at: 0)
    }

    @inline(__always)
    private mutating func put(start: UInt64, frequency: UInt64) {
        if state >= frequency &<< 47 {
            push(UInt32(truncatingIfNeeded: state))
            state = state &>> 32
        }
        let (quotient, rest) = state.quotientAndRemainder(dividingBy: frequency)
        state = quotient &<< 16 &+ rest &+ start
    }

    /// The count of nibbles, then the nibbles from the lowest up; written in reverse.
    private mutating func putEscaped(_ number: UInt32) {
        let nibbleCount = (32 - number.leadingZeroBitCount + 3) / 4
        for index in (0..<nibbleCount).reversed() {
            putNibble(UInt64(number >> UInt32(4 * index) & 15))
        }
        putNibble(UInt64(nibbleCount))
    }

    private mutating func putNibble(_ nibble: UInt64) {
        if state >= 1 << 59 {
            push(UInt32(truncatingIfNeeded: state))
            state >>= 32
        }
        state = state << 4 | nibble
    }

    @inline(__always)
    private mutating func push(_ word: UInt32) {
        usedWords &+= 1
        words[words.count &- usedWords] = word.littleEndian
    }
}
